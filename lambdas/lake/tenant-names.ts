/** How a tenant's own part of the lake is called: its workgroup and the database of its views. Plain data. */

/** @param workgroup of all tenants, as the stack has it */
export const workgroupOf = (workgroup: string, tenant: string): string => `${workgroup}-${tenant}`

/** Athena's names of databases have no hyphens; tenants' have no underscores, so no two tenants share one. */
export const databaseOf = (database: string, tenant: string): string => `${database}_${tenant.replaceAll('-', '_')}`

/** A tag of an analyst's role or session beside the tenant's, by which one policy is right for every tenant. */
export const DATABASE_TAG = 'lakeDatabase'

/** The prefixes of one tenant's files in the lake's bucket. */
export const TENANT_FOLDERS = ['lake/tenant=', 'voids/tenant=', 'usage/tenant='] as const

/** What belongs to no tenant and everyone may read: how far the lake has come. */
export const SHARED_FOLDERS = ['freshness/', 'state/freshness/'] as const

/** The trail of audit is for who reviews it, and not for each analyst: a third tag of the role or session says so. */
export const TRAIL_FOLDER = 'audit/tenant='
export const TRAIL_TAG = { name: 'lakeTrail', value: 'read' } as const
