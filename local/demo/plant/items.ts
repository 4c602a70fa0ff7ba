/**
 * The questions of the quizzes, from easy to hard. `difficulty` is the ability at which half of the people know the answer;
 * `sharpness` tells how well the item divides those who know from those who do not: near 0 it is of no use, and below 0
 * something is wrong with the item itself. The first choice is the right one here; courses show them in another order.
 */
export type Item = {
  id: string
  course: string
  question: string
  difficulty: number
  sharpness: number
  type: 'choice' | 'true-false' | 'numeric' | 'sequencing'
  /** What can be chosen: id and text; empty for other types. */
  choices: [id: string, text: string][]
  right: string
  /** The most frequent wrong answer comes first. */
  wrong: string[]
}

export const ITEMS: Item[] = [
  choice('gmp-basics/q1', 'What does GMP protect first?', -2.2, 1.2, 'The patient | The company | The inspector'),
  choice(
    'gmp-basics/q2',
    'A wrong entry in a batch record is',
    -1.2,
    1.5,
    'struck out once, signed and dated | covered with tape | written anew on a clean page',
  ),
  choice(
    'gmp-basics/q3',
    'Who may release a batch?',
    -0.4,
    1.3,
    'The qualified person | The shift leader | The operator who filled it',
  ),
  truth('gmp-basics/q4', 'A step may be recorded before it is done if time is short.', -1.6, 1.0, false),
  choice(
    'gmp-basics/q5',
    'How long are batch records kept at least?',
    0.9,
    0.9,
    'One year after expiry | Six months | Ten years | Until the next audit',
  ),
  choice('data-integrity/q1', 'The A of ALCOA stands for', -1.5, 1.1, 'attributable | archived | automatic'),
  choice(
    'data-integrity/q2',
    'A shared login of an instrument is',
    -0.8,
    1.4,
    'a breach of data integrity | fine within one shift | fine if it is logged on paper',
  ),
  truth('data-integrity/q3', 'A trial injection may be deleted if its result was not used.', 0.1, 1.6, false),
  choice(
    'data-integrity/q4',
    'Which copy is the original of a chromatogram?',
    0.7,
    1.2,
    'The electronic record with its metadata | The signed print | The first file that was sent by mail',
  ),
  choice(
    'data-integrity/q5',
    'The audit trail is reviewed',
    0.4,
    0.1,
    'before the release of the result | once a year | after a complaint',
  ),
  choice(
    'cleanroom-behaviour/q1',
    'How does one move in grade A?',
    -1.4,
    1.2,
    'Slowly | As quickly as possible | Backwards',
  ),
  numeric(
    'cleanroom-behaviour/q2',
    'Largest number of particles of 0.5 µm in a cubic metre of grade A?',
    1.1,
    1.4,
    '3520',
    ['35200', '352000', '20'],
  ),
  sequence(
    'cleanroom-behaviour/q3',
    'Put the gowning steps in order.',
    0.2,
    1.7,
    'hands[,]hood[,]coverall[,]boots[,]gloves',
    ['hands[,]coverall[,]hood[,]boots[,]gloves', 'hood[,]hands[,]coverall[,]boots[,]gloves'],
  ),
  truth('cleanroom-behaviour/q4', 'Make-up is allowed in grade C.', -1.9, 0.9, false),
  choice(
    'cleanroom-behaviour/q5',
    'A glove tears during work. What comes first?',
    -0.2,
    1.3,
    'Stop and step back from open product | Finish the vial | Put another glove over it',
  ),
  choice(
    'aseptic-technique/q1',
    'First air is air that',
    -0.6,
    1.5,
    'has met nothing since the filter | is the first of the shift | leaves the room',
  ),
  choice(
    'aseptic-technique/q2',
    'Hands above open vials are',
    -1.3,
    1.3,
    'never allowed | allowed with fresh gloves | allowed for five seconds',
  ),
  choice(
    'aseptic-technique/q3',
    'A media fill shows growth in one of 6,000 units. What follows?',
    1.4,
    1.1,
    'An investigation | Nothing, one is within limits | The line is closed for good | The fill is repeated in silence',
  ),
  truth('aseptic-technique/q4', 'Settle plates are exposed for the whole of filling.', 0.3, 1.2, true),
  choice(
    'aseptic-technique/q5',
    'The forceps touched the conveyor. They are',
    -0.9,
    1.4,
    'replaced | wiped with alcohol | used for stoppers only',
  ),
  choice(
    'deviation-handling/q1',
    'When is a deviation reported?',
    -1.1,
    1.2,
    'At once | At the end of the shift | When its cause is known',
  ),
  choice(
    'deviation-handling/q2',
    'A critical deviation is one that',
    0.0,
    1.4,
    'may harm a patient | costs more than a batch | happens twice',
  ),
  choice(
    'deviation-handling/q3',
    'What is a CAPA?',
    -0.7,
    0.8,
    'Corrective and preventive action | A capacity plan | A kind of complaint',
  ),
  choice(
    'deviation-handling/q4',
    '"Operator error" as the root cause is',
    0.8,
    1.6,
    'a reason to ask further | enough | enough with a retraining',
  ),
  choice('deviation-handling/q5', 'How many whys are asked?', 0.5, -0.6, 'As many as it takes | Five | Three'),
  choice(
    'lockout-tagout/q1',
    'Who removes a lock?',
    -1.7,
    1.3,
    'The person who put it on | The shift leader | Whoever needs the machine',
  ),
  truth('lockout-tagout/q2', 'Compressed air counts as an energy source.', -0.9, 1.1, true),
  sequence(
    'lockout-tagout/q3',
    'Put the steps in order.',
    0.6,
    1.5,
    'announce[,]stop[,]isolate[,]lock[,]release[,]try',
    ['announce[,]stop[,]lock[,]isolate[,]release[,]try', 'stop[,]announce[,]isolate[,]lock[,]try[,]release'],
  ),
  choice(
    'lockout-tagout/q4',
    'Why does one try to start at the end?',
    -0.1,
    1.4,
    'To see that no energy is left | To warm up the motor | To reset the alarm',
  ),
  choice(
    'lockout-tagout/q5',
    'Three people work on one filler. How many locks are there?',
    0.2,
    1.2,
    'Three | One | Two',
  ),
  choice(
    'cleaning-validation/q1',
    'A swab recovers 70 %. The result is',
    1.0,
    1.3,
    'divided by 0.7 | taken as it is | multiplied by 0.7',
  ),
  choice(
    'cleaning-validation/q2',
    'The worst case of a product family is the one that',
    0.3,
    1.5,
    'is hardest to clean | sells most | is made last',
  ),
  choice('cleaning-validation/q3', 'How many runs in a row must succeed?', -0.8, 0.9, 'Three | One | Ten'),
  truth('cleaning-validation/q4', 'Visually clean is enough for shared equipment.', -0.5, 1.2, false),
  numeric('cleaning-validation/q5', 'Limit of carry-over in ppm where nothing else is known?', 0.6, 1.0, '10', [
    '100',
    '1',
  ]),
  choice(
    'change-control/q1',
    'A like-for-like spare part needs',
    0.4,
    1.1,
    'a check that it is the same | nothing | a full validation',
  ),
  choice('change-control/q2', 'Who approves a change first?', -0.3, 1.2, 'Quality | Purchasing | The supplier'),
  truth('change-control/q3', 'An urgent change may be made before it is assessed.', -0.6, 1.4, false),
  choice(
    'change-control/q4',
    'A temporary change ends',
    0.1,
    1.3,
    'on the date it was approved for | when nobody minds | with the batch',
  ),
  choice(
    'change-control/q5',
    'What does the effectiveness check show?',
    -0.2,
    1.0,
    'That the aim was reached | That the form is complete | What it cost',
  ),
]

type Opening = [id: string, question: string, difficulty: number, sharpness: number]

function choice(...[id, question, difficulty, sharpness, texts]: [...Opening, string]): Item {
  const choices = texts.split(' | ').map((text, at): [string, string] => [String.fromCharCode(97 + at), text])
  const wrong = choices.slice(1).map(([letter]) => letter)
  return { ...opening(id, question, difficulty, sharpness), type: 'choice', choices, right: 'a', wrong }
}

function truth(...[id, question, difficulty, sharpness, isTrue]: [...Opening, boolean]): Item {
  const wrong = [String(!isTrue)]
  return {
    ...opening(id, question, difficulty, sharpness),
    type: 'true-false',
    choices: [],
    right: String(isTrue),
    wrong,
  }
}

function numeric(...[id, question, difficulty, sharpness, right, wrong]: [...Opening, string, string[]]): Item {
  return { ...opening(id, question, difficulty, sharpness), type: 'numeric', choices: [], right, wrong }
}

function sequence(...[id, question, difficulty, sharpness, right, wrong]: [...Opening, string, string[]]): Item {
  const choices = right.split('[,]').map((step): [string, string] => [step, step])
  return { ...opening(id, question, difficulty, sharpness), type: 'sequencing', choices, right, wrong }
}

function opening(...[id, question, difficulty, sharpness]: Opening) {
  return { id, course: id.slice(0, id.indexOf('/')), question, difficulty, sharpness }
}
