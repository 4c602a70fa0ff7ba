import { catalogue } from '../../language/language.ts'

export const texts = catalogue({
  en: {
    title: 'Find',
    lookedFor: 'What was looked for:',
    nothingTyped: 'What are you looking for?',
    tooShort: 'A part of a name has two characters at least.',
    howTo:
      'A person by a part of their name, a mailbox, homePage|name or an OpenID; an activity by a part of its name, or its IRI; a statement or a registration by its id.',
    looking: 'Looking for this identifier',
    several: 'This identifier is of more than one thing',
    statement: 'The statement',
    registration: 'The statements of the registration',
    person: 'The person',
    activity: 'The activity',
    noStatement: 'No statement and no registration has this id',
    unknown: 'No statement is of this identifier',
    unknownLead: 'Below is what has it as a part of a name or identifier.',
  },
  de: {
    title: 'Suchen',
    lookedFor: 'Gesucht wurde:',
    nothingTyped: 'Was suchen Sie?',
    tooShort: 'Ein Teil eines Namens hat mindestens zwei Zeichen.',
    howTo:
      'Eine Person mit einem Teil ihres Namens, einer Mailadresse, homePage|name oder einer OpenID; eine Aktivität mit einem Teil ihres Namens oder ihrer IRI; ein Statement oder eine Registrierung mit ihrer Kennung.',
    looking: 'Diese Kennung wird gesucht',
    several: 'Diese Kennung gehört zu mehr als einem',
    statement: 'Das Statement',
    registration: 'Die Statements der Registrierung',
    person: 'Die Person',
    activity: 'Die Aktivität',
    noStatement: 'Kein Statement und keine Registrierung hat diese Kennung',
    unknown: 'Kein Statement gehört zu dieser Kennung',
    unknownLead: 'Unten steht, was sie als Teil eines Namens oder einer Kennung hat.',
  },
})
