/**
 * Everything of CloudFormation that the local runner supports. A type or property that is not here stops the start and
 * is named, because a property that was dropped in silence would work on a laptop and fail in the cloud.
 */
import { ignored, list, only, type PropertySchema, properties, used } from './property-schema.ts'
import { SIGN_IN_RESOURCES } from './sign-in-resources.ts'
import { SITE_RESOURCES } from './site-resources.ts'

export const SUPPORTED_RESOURCES: { [resourceType: string]: PropertySchema } = {
  'AWS::DynamoDB::Table': table({
    SSESpecification: encryption(),
    PointInTimeRecoverySpecification: backups(),
    ContributorInsightsSpecification: metrics(),
    ProvisionedThroughput: capacity(),
    OnDemandThroughput: capacity(),
    ResourcePolicy: properties({ PolicyDocument: used }),
    KinesisStreamSpecification: kinesisDestination(),
  }),
  'AWS::DynamoDB::GlobalTable': table({
    SSESpecification: encryption(),
    WriteProvisionedThroughputSettings: capacity(),
    WriteOnDemandThroughputSettings: capacity(),
    Replicas: list(
      properties({
        Region: used,
        KinesisStreamSpecification: kinesisDestination(),
        SSESpecification: encryption(),
        PointInTimeRecoverySpecification: backups(),
        ContributorInsightsSpecification: metrics(),
        DeletionProtectionEnabled: deletion(),
        ResourcePolicy: properties({ PolicyDocument: used }),
        TableClass: ignored('a price class'),
        Tags: tags(),
      }),
    ),
  }),
  'AWS::Kinesis::Stream': properties({
    Name: used,
    ShardCount: used,
    RetentionPeriodHours: used,
    StreamModeDetails: properties({ StreamMode: only('ON_DEMAND', 'PROVISIONED') }),
    StreamEncryption: encryption(),
    Tags: tags(),
  }),
  'AWS::S3::Bucket': properties({
    BucketName: used,
    BucketEncryption: encryption(),
    PublicAccessBlockConfiguration: rights(),
    OwnershipControls: rights(),
    AccessControl: rights(),
    LoggingConfiguration: ignored('nobody but the owner of the machine reads here'),
    LifecycleConfiguration: ignored('nothing local expires: the owner removes the home'),
    VersioningConfiguration: ignored(
      'the engine keeps the newest version, and no function may delete or read old ones',
    ),
    ObjectLockEnabled: used,
    ObjectLockConfiguration: ignored('what a function puts stays, for longer than any home lives'),
    IntelligentTieringConfigurations: ignored('a price class'),
    Tags: tags(),
  }),
  'AWS::Lambda::Function': properties({
    FunctionName: used,
    Handler: used,
    Runtime: only('nodejs24.x', 'nodejs22.x'),
    PackageType: only('Zip'),
    Code: properties({ S3Bucket: ignored('assets lie beside the template'), S3Key: used }),
    Environment: properties({ Variables: used }),
    Timeout: used,
    MemorySize: used,
    ReservedConcurrentExecutions: used,
    LoggingConfig: properties({
      LogFormat: used,
      ApplicationLogLevel: used,
      SystemLogLevel: ignored("the platform's own log lines are the runner's"),
      LogGroup: ignored('logs go to the home, by function'),
    }),
    Role: used,
    Architectures: ignored('the bundles are JavaScript: they run on the processor that is there'),
    Description: ignored('text for people'),
    TracingConfig: ignored('there is no X-Ray to send to'),
    EphemeralStorage: ignored("the machine's own temporary folder is used"),
    KmsKeyArn: encryption(),
    SnapStart: ignored('it only makes starts faster'),
    Tags: tags(),
  }),
  'AWS::Lambda::EventSourceMapping': properties({
    EventSourceArn: used,
    FunctionName: used,
    Enabled: used,
    BatchSize: used,
    MaximumBatchingWindowInSeconds: used,
    MaximumRetryAttempts: used,
    MaximumRecordAgeInSeconds: used,
    BisectBatchOnFunctionError: used,
    ParallelizationFactor: only(1),
    StartingPosition: only('TRIM_HORIZON', 'LATEST'),
    FunctionResponseTypes: list(only('ReportBatchItemFailures')),
    DestinationConfig: properties({ OnFailure: properties({ Destination: used }) }),
    FilterCriteria: properties({ Filters: list(properties({ Pattern: used })) }),
    TumblingWindowInSeconds: only(0),
    MetricsConfig: metrics(),
    KmsKeyArn: encryption(),
    Tags: tags(),
  }),
  'AWS::ApiGatewayV2::Api': properties({
    Name: used,
    ProtocolType: only('HTTP'),
    RouteSelectionExpression: only('$request.method $request.path'),
    // Local is plain HTTP: the TLS policy of the default endpoint and its switching off have nothing to act on.
    CorsConfiguration: properties({
      AllowOrigins: list(only('*')),
      AllowMethods: used,
      AllowHeaders: used,
      ExposeHeaders: used,
      MaxAge: used,
      AllowCredentials: only(false),
    }),
    DisableExecuteApiEndpoint: only(false),
    IpAddressType: ignored('the runner listens on 127.0.0.1 only'),
    Description: ignored('text for people'),
    Tags: tags(),
  }),
  'AWS::ApiGatewayV2::Route': properties({
    ApiId: used,
    RouteKey: used,
    Target: used,
    AuthorizationType: only('NONE'),
    ApiKeyRequired: only(false),
    OperationName: ignored('text for people'),
  }),
  'AWS::ApiGatewayV2::Integration': properties({
    ApiId: used,
    IntegrationType: only('AWS_PROXY'),
    IntegrationMethod: ignored('a function is always invoked by POST'),
    IntegrationUri: used,
    PayloadFormatVersion: only('2.0'),
    ConnectionType: only('INTERNET'),
    TimeoutInMillis: used,
    Description: ignored('text for people'),
  }),
  'AWS::ApiGatewayV2::Stage': properties({
    ApiId: used,
    StageName: only('$default'),
    StageVariables: used,
    AutoDeploy: only(true),
    AccessLogSettings: ignored('the only client is on the same machine'),
    DefaultRouteSettings: properties({
      ThrottlingBurstLimit: used,
      ThrottlingRateLimit: used,
      DetailedMetricsEnabled: metrics(),
    }),
    Description: ignored('text for people'),
    Tags: tags(),
  }),

  ...SIGN_IN_RESOURCES,
  ...SITE_RESOURCES,

  'AWS::Events::Rule': properties({
    Name: used,
    ScheduleExpression: used,
    State: only('ENABLED', 'DISABLED'),
    Targets: list(
      properties({
        Id: ignored('a name within the rule'),
        Arn: used,
        Input: used,
        RetryPolicy: properties({
          MaximumRetryAttempts: only(0),
          MaximumEventAgeInSeconds: ignored('a call that cannot be made now is not made later'),
        }),
      }),
    ),
    Description: ignored('text for people'),
    Tags: tags(),
  }),
  'AWS::Lambda::EventInvokeConfig': properties({
    FunctionName: used,
    Qualifier: only('$LATEST'),
    MaximumRetryAttempts: only(0),
    MaximumEventAgeInSeconds: ignored('an event waits for an instance alone'),
  }),

  'AWS::Athena::NamedQuery': ignored("Athena's console lists them; here `npm run query` knows the same questions"),
  'AWS::Athena::WorkGroup': properties({
    Name: used,
    State: only('ENABLED', 'DISABLED'),
    Description: ignored('text for people'),
    RecursiveDeleteOption: deletion(),
    Tags: tags(),
    WorkGroupConfiguration: properties({
      BytesScannedCutoffPerQuery: used,
      EnforceWorkGroupConfiguration: only(true),
      ResultConfiguration: used,
      EngineVersion: ignored('DuckDB with the names of Athena engine version 3 is the local one'),
      PublishCloudWatchMetricsEnabled: metrics(),
      RequesterPaysEnabled: only(false),
    }),
  }),
  'AWS::CDK::Metadata': ignored('it tells AWS which constructs were used'),
  'AWS::CloudWatch::Alarm': ignored('there is nobody to wake up'),
  'AWS::CloudWatch::CompositeAlarm': ignored('there is nobody to wake up'),
  'AWS::CloudWatch::Dashboard': ignored('there are no metrics to show'),
  'AWS::Glue::Database': properties({
    CatalogId: ignored('there is one account'),
    DatabaseInput: used,
    DatabaseName: used,
  }),
  'AWS::Glue::Table': properties({
    CatalogId: ignored('there is one account'),
    DatabaseName: used,
    TableInput: used,
  }),
  'AWS::IAM::ManagedPolicy': properties({
    ManagedPolicyName: used,
    PolicyDocument: used,
    Roles: used,
    Path: only('', '/'),
    Description: ignored('text for people'),
  }),
  'AWS::IAM::Policy': properties({ PolicyName: used, PolicyDocument: used, Roles: used }),
  'AWS::IAM::Role': properties({
    RoleName: used,
    Policies: used,
    ManagedPolicyArns: used,
    Path: only('/'),
    AssumeRolePolicyDocument: used,
    MaxSessionDuration: ignored("a function's credentials never expire here, and what it takes on ends after an hour"),
    Description: ignored('text for people'),
    Tags: tags(),
  }),
  'AWS::KMS::Alias': encryption(),
  'AWS::KMS::Key': properties({
    KeySpec: only('ECC_NIST_P256'),
    KeyUsage: only('SIGN_VERIFY'),
    KeyPolicy: used,
    Enabled: only(true),
    Description: ignored('text for people'),
    PendingWindowInDays: deletion(),
    Tags: tags(),
  }),
  'AWS::Lambda::Permission': rights(),
  'AWS::Logs::LogGroup': ignored('logs go to the home, by function'),
  'AWS::S3::BucketPolicy': properties({ Bucket: used, PolicyDocument: used }),
}

function table(own: { [property: string]: PropertySchema }): PropertySchema {
  return properties({
    TableName: used,
    KeySchema: used,
    AttributeDefinitions: used,
    GlobalSecondaryIndexes: list(properties({ IndexName: used, KeySchema: used, Projection: used })),
    LocalSecondaryIndexes: used,
    TimeToLiveSpecification: used,
    BillingMode: capacity(),
    DeletionProtectionEnabled: deletion(),
    TableClass: ignored('a price class'),
    Tags: tags(),
    ...own,
  })
}

function kinesisDestination(): PropertySchema {
  return properties({ StreamArn: used, ApproximateCreationDateTimePrecision: only('MILLISECOND', 'MICROSECOND') })
}

function encryption(): PropertySchema {
  return ignored("data at rest is as safe as the owner's disk")
}
function rights(): PropertySchema {
  return ignored('nobody but the owner of the machine can call what runs here')
}
function backups(): PropertySchema {
  return ignored('the home is a folder: its copy is the backup')
}
function deletion(): PropertySchema {
  return ignored('the runner never deletes a table')
}
function metrics(): PropertySchema {
  return ignored('there are no metrics locally')
}
function capacity(): PropertySchema {
  return ignored('one machine offers what it has')
}
function tags(): PropertySchema {
  return ignored('tags sort bills and searches')
}
