import type { Phrases } from '../phrases.ts';

export const questions: Phrases['questions'] = {
  you: {
    type: 'Woran merkst du an einem vollen Tag, dass deine Kraft bei der Sache ist, und woran, dass sie nur noch durchhält?',
    authority: 'Wann ist zuletzt ein Entschluss auf diesem Weg entstanden, und was war daran anders als sonst?',
    profile: 'In welchem der beiden Themen erkennst du dich sofort, und welches bemerken eher die anderen an dir?',
    defined: 'Was davon ist in jeder Gesellschaft gleich, auch dort, wo es gerade nicht gefragt ist?',
    open: 'Wessen Stimmung oder Tempo hast du heute aufgenommen, und wie lange ist es bei dir geblieben?',
    channel: 'Wo zeigt sich dieser Zusammenhang in einer gewöhnlichen Woche, und wer bemerkt ihn zuerst?',
    gate: 'In welcher Lage der letzten Wochen war dieses Thema da, ohne dass du es benannt hast?',
    definition: 'Was geht in dir schnell zusammen, und was braucht erst einen Umweg über andere oder über Zeit?',
    strategy: 'Was verändert sich in dir, wenn ein Tag so verläuft, und was, wenn er es nicht tut?',
    silent: 'Was weißt du aus eigener Beobachtung darüber, ohne dass es eine Bezeichnung braucht?',
  },
  both: {
    type: 'Woran merkt ihr im gemeinsamen Alltag, dass diese Kraft bei der Sache ist?',
    authority: 'Welcher gemeinsame Entschluss ist zuletzt auf diesem Weg entstanden, und wie lange hat er gebraucht?',
    profile: 'Welches der beiden Themen begegnet euch öfter, und wer von euch spricht es an?',
    defined: 'Was davon gibt zwischen euch einen festen Boden, und wo wird es dem anderen zu fest?',
    open: 'Was wird hier voneinander aufgenommen, bevor es einer von euch ausspricht?',
    channel: 'Wo zeigt sich dieser Zusammenhang, wenn ihr zu zweit seid, und wo, wenn andere dabei sind?',
    gate: 'In welcher gemeinsamen Lage der letzten Wochen war dieses Thema da?',
    definition: 'Was geht hier schnell zusammen, und was braucht den anderen oder Zeit dazu?',
    strategy: 'Was verändert sich zwischen euch, wenn ein Tag so verläuft?',
    silent: 'Was wisst ihr aus eigener Beobachtung darüber, ohne dass es eine Bezeichnung braucht?',
  },
};
