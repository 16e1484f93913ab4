import type { Phrases } from '../phrases.ts';

export const types: Phrases['types'] = {
  Generator: {
    name: 'Generator',
    plain: 'Dieser Typ verfügt über anhaltende Arbeitskraft, die an dem wach wird, was tatsächlich vor ihm liegt.',
    precise: 'Verlässlich ist diese Kraft, wo eine innere Zustimmung spürbar ist; wo sie fehlt, wird Tun zäh.',
  },
  'Manifesting Generator': {
    name: 'Manifestierender Generator',
    plain: 'Dieser Typ verbindet anhaltende Arbeitskraft mit einem kurzen Weg vom Gedanken zur Handlung.',
    precise: 'Mehrere Vorhaben laufen nebeneinander, und manche Schritte werden erst im Nachhinein ergänzt.',
  },
  Manifestor: {
    name: 'Manifestor',
    plain: 'Dieser Typ setzt Dinge von sich aus in Gang und wirkt damit auf andere ein.',
    precise: 'Die Kraft kommt in Schüben; zwischen den Anstößen liegen Zeiten mit wenig Antrieb.',
  },
  Projector: {
    name: 'Projektor',
    plain: 'Dieser Typ nimmt andere genau wahr und erkennt, wie ihre Kräfte zusammenpassen.',
    precise: 'Die eigene Arbeitskraft ist begrenzt; Wirkung entsteht über Aufmerksamkeit und Führung, kaum über Dauer.',
  },
  Reflector: {
    name: 'Reflektor',
    plain: 'Dieser Typ nimmt seine Umgebung auf und macht sichtbar, wie es ihr geht.',
    precise: 'Wahrnehmung und Befinden wechseln mit dem Ort und mit den Menschen, die gerade da sind.',
  },
};

export const authorities: Phrases['authorities'] = {
  Emotional: {
    name: 'emotionale Autorität',
    plain: 'Klarheit entsteht über Zeit, im Auf und Ab der Stimmung.',
    precise: 'Weder Hoch noch Tief trägt einen Entschluss; erst wenn beide bekannt sind, wird die Haltung stabil.',
    effect: 'Ein erster Eindruck ist ein Anfang; mit etwas Abstand verändert sich, was richtig erscheint.',
  },
  Sacral: {
    name: 'sakrale Autorität',
    plain: 'Die Antwort kommt unmittelbar aus dem Körper, als spürbares Ja oder Nein.',
    precise: 'Sie bezieht sich auf eine konkrete Frage und gilt für diesen Augenblick; Begründungen kommen später.',
    effect: 'Eine geschlossene Frage bringt hier schneller Klarheit als langes Abwägen.',
  },
  Splenic: {
    name: 'Milz-Autorität',
    plain: 'Ein leises, augenblickliches Gespür zeigt an, was stimmig ist.',
    precise: 'Es meldet sich einmal und wird beim zweiten Nachfragen leiser; das Denken findet dafür kaum Gründe.',
    effect: 'Der erste kurze Eindruck trägt den Entschluss, auch wenn er sich schwer begründen lässt.',
  },
  'Ego Manifested': {
    name: 'Ego-manifestierte Autorität',
    plain: 'Was ausgesprochen wird, zeigt, was wirklich gewollt ist.',
    precise: 'Der Wille erkennt sich beim Sprechen und merkt daran, wofür Einsatz vorhanden ist.',
    effect: 'Ein Satz, der ohne Umweg ausgesprochen wird, sagt mehr als eine lange Begründung.',
  },
  'Ego Projected': {
    name: 'Ego-projizierte Autorität',
    plain: 'Maßgeblich ist, ob ein Vorhaben den eigenen Einsatz wert ist.',
    precise: 'Die Frage nach dem eigenen Nutzen ist sachlich gemeint: Ohne sie fehlt der Antrieb.',
    effect: 'Zusagen halten dort, wo der eigene Nutzen klar benannt ist.',
  },
  'Self-Projected': {
    name: 'Selbst-projizierte Autorität',
    plain: 'Die Richtung wird hörbar, wenn sie laut ausgesprochen wird.',
    precise: 'Vertraute Zuhörer dienen als Gegenüber; ihre Meinung ist dabei nebensächlich.',
    effect: 'Im Gespräch zeigt sich am Klang der eigenen Worte, was stimmt.',
  },
  Mental: {
    name: 'mentale Autorität',
    plain: 'Klarheit entsteht im Austausch mit verschiedenen Menschen und an passenden Orten.',
    precise: 'Ein Entschluss reift an den Unterschieden zwischen mehreren Gesprächen, kaum im Stillen.',
    effect: 'Ein anderer Ort oder ein zweites Gespräch verändert, was plausibel wirkt.',
  },
  Lunar: {
    name: 'lunare Autorität',
    plain: 'Klarheit entsteht über mehrere Wochen, in denen sich der Blick mehrfach dreht.',
    precise: 'Erst der Vergleich vieler Tage zeigt, welche Haltung bleibt.',
    effect: 'Ein einzelner Tag sagt wenig über die eigene Haltung; die Reihe der Tage sagt viel.',
  },
};

export const definitions: Phrases['definitions'] = {
  None: { name: 'keine Definition', plain: 'Alle Themen entstehen im Kontakt mit der Umgebung.' },
  Single: {
    name: 'eine einfache Definition',
    plain: 'Was festgelegt ist, hängt zusammen; Eindrücke werden ohne Umweg verarbeitet.',
  },
  Split: {
    name: 'eine geteilte Definition',
    plain: 'Zwei festgelegte Bereiche stehen nebeneinander; was sie verbindet, kommt durch andere oder durch Zeit.',
  },
  'Triple Split': {
    name: 'eine dreifach geteilte Definition',
    plain: 'Drei festgelegte Bereiche arbeiten für sich; wechselnde Begegnungen bringen sie zusammen.',
  },
  'Quadruple Split': {
    name: 'eine vierfach geteilte Definition',
    plain: 'Vier festgelegte Bereiche arbeiten für sich; Verarbeitung dauert hier länger.',
  },
};

export const strategies: Phrases['strategies'] = {
  respond: { name: 'reagieren', plain: 'Ein Anstoß von außen geht der eigenen Bewegung voraus.' },
  'respond, then inform': {
    name: 'reagieren, dann informieren',
    plain: 'Auf die Antwort des Körpers folgt ein Wort an die Menschen, die davon betroffen sind.',
  },
  inform: { name: 'informieren', plain: 'Andere erfahren vor der Handlung, was geschehen wird.' },
  'wait for the invitation': {
    name: 'auf die Einladung warten',
    plain: 'Anerkennung durch andere geht der eigenen Wirkung voraus.',
  },
  'wait a lunar cycle': {
    name: 'einen Mondzyklus warten',
    plain: 'Ein größerer Entschluss bekommt damit etwa vier Wochen Zeit.',
  },
};

export const notSelfThemes: Phrases['notSelfThemes'] = {
  frustration: 'Frustration',
  'frustration and anger': 'Frustration und Wut',
  anger: 'Wut',
  bitterness: 'Bitterkeit',
  disappointment: 'Enttäuschung',
};

export const lines: Phrases['lines'] = {
  1: 'gründliches Nachforschen',
  2: 'Rückzug und natürliche Begabung',
  3: 'das Lernen aus Versuchen',
  4: 'tragfähige Bekanntschaften',
  5: 'praktische Lösungen unter den Erwartungen anderer',
  6: 'Abstand und Überblick',
};
