import type { Phrase, randomFrom } from './phrases.ts';

/** What readings say before a sentence; none of it claims, denies, supposes or asks anything about a chart. */
const leadIns = {
  de: [
    'Auch wenn es im Alltag selten auffällt: ',
    'Vielleicht kennst du das: ',
    'Für die Menschen in deinem Umfeld ist spürbar: ',
    'Kurz gesagt: ',
    'Im Kern gilt: ',
    'Das Chart sagt es klar – ',
    'Anders gesagt: ',
    'Wenn es laut wird, zeigt es sich am deutlichsten. ',
    'Manches daran ist anderen fremd. ',
    'Heute wie früher gilt: ',
    'Jemand anderes würde hier zögern. ',
    'In Beziehungen, besonders mit deinem Partner, wird das sichtbar: ',
    'Gerade jetzt mag es anders wirken; ',
    'Es lohnt sich, das zu wissen: ',
    'Andere sehen es oft zuerst. ',
    'Deine Familie merkt es: ',
  ],
  en: [
    'Even if it rarely shows in daily life: ',
    'Perhaps you know this: ',
    'People around you can feel it: ',
    'In short: ',
    'At the core: ',
    'The chart is clear: ',
    'In other words: ',
    'When things get loud, it shows most. ',
    'Some of it is foreign to others. ',
    'Today as before: ',
    'Someone else would hesitate here. ',
    'In relationships, above all with your partner, it becomes visible: ',
    'Right now it may seem different; ',
    'It is worth knowing: ',
    'Others often see it first. ',
    'Your family notices: ',
  ],
};

/** What follows after it, up to its full stop. */
const tails = {
  de: [
    ', was andere oft zuerst bemerken',
    ', auch wenn deine Mutter es anders sieht',
    ', nicht nur in ruhigen Zeiten',
    ', und das bleibt so',
    ', ohne dass du etwas tun könntest',
    ', wie viele Menschen bestätigen',
    ' – heute wie morgen',
    ', besonders wenn jemand dich drängt',
    ', aber nicht immer sichtbar',
    ', was niemand von außen erkennt',
    ', obwohl es nicht danach aussieht',
    ', selbst wenn du es kaum bemerkst',
  ],
  en: [
    ', which others often notice first',
    ', even if your mother sees it differently',
    ', not only in quiet times',
    ', and it stays that way',
    ', without anything you could do',
    ', as many people confirm',
    ' – today and tomorrow',
    ', especially when someone pushes you',
    ', but not always visibly',
    ', which nobody sees from outside',
    ', although it does not look like it',
    ', even if you hardly notice',
  ],
};

/** A sentence amid words about other people, other times and suppositions; a bare label stays as it is. */
export function surrounded(phrase: Phrase, random: ReturnType<typeof randomFrom>): Phrase {
  const { locale, text } = phrase;
  if (/^[^.]*: ?\S/.test(text)) return phrase;
  const tail = random.pick(tails[locale]);
  return { ...phrase, text: `${random.pick(leadIns[locale])}${text.replace(/\.$/, `${tail}.`)}` };
}
