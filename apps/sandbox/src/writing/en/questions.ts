import type { Phrases } from '../phrases.ts';

export const questions: Phrases['questions'] = {
  you: {
    type: 'On a full day, how do you notice that your energy is with the matter, and how that it merely holds out?',
    authority: 'When did a decision last come about in this way, and what was different about it?',
    profile: 'In which of the two themes do you know yourself at once, and which do others notice in you first?',
    defined: 'What of this is the same in any company, even where nobody asks for it?',
    open: 'Whose mood or pace have you taken in today, and how long did it stay with you?',
    channel: 'Where does this connection show in an ordinary week, and who notices it first?',
    gate: 'In which situation of the last weeks was this theme there without your naming it?',
    definition: 'What comes together quickly in you, and what takes a detour through others or through time?',
    strategy: 'What changes in you when a day goes this way, and what when it does not?',
    silent: 'What do you know of it from your own observation, without needing a word for it?',
  },
  both: {
    type: 'In everyday life together, how do you notice that this energy is with the matter?',
    authority: 'Which joint decision last came about in this way, and how long did it take?',
    profile: 'Which of the two themes do you meet more often, and who of you speaks of it?',
    defined: 'What of this gives firm ground between you, and where does it become too firm for the other?',
    open: 'What is taken in from each other here before either of you says it?',
    channel: 'Where does this connection show when you are alone together, and where when others are present?',
    gate: 'In which shared situation of the last weeks was this theme there?',
    definition: 'What comes together quickly here, and what needs the other person or time for it?',
    strategy: 'What changes between you when a day goes this way?',
    silent: 'What do you both know of it from your own observation, without needing a word for it?',
  },
};
