import type { Phrases } from '../phrases.ts';

export const agents: Phrases['agents'] = {
  crisis: {
    opening: 'Diese Lesung fragt, was in deinem Chart beständig ist, wenn vieles zugleich drängt.',
    effects: 'Wenn alles zu viel wird, zeigt sich das an kleinen Stellen.',
    tension:
      'Wo ein Zentrum Eindrücke von außen aufnimmt, kommt in unruhigen Zeiten mehr herein, als sich ordnen lässt.',
    close:
      'Orientierung liegt in dem, was gleich bleibt: in der Strategie und in der eigenen Weise, sich zu entscheiden.',
    types: {
      Generator:
        'Überlastung ist zuerst daran zu merken, dass Arbeit weiterläuft, für die keine Zustimmung mehr da ist.',
      'Manifesting Generator':
        'Überlastung ist zuerst daran zu merken, dass vieles angefangen ist und das Tempo hoch bleibt.',
      Manifestor: 'Überlastung ist zuerst daran zu merken, dass jede Unterbrechung schwer zu ertragen ist.',
      Projector:
        'Überlastung ist zuerst daran zu merken, dass die Aufmerksamkeit ganz bei anderen liegt und die eigene Müdigkeit übergangen wird.',
      Reflector: 'Überlastung ist zuerst daran zu merken, dass die Stimmung der Umgebung für die eigene gehalten wird.',
    },
  },
  relationship: {
    opening: 'Diese Lesung fragt, was dein Chart über Nähe, Abstand und Verständigung sagt.',
    effects: 'Im Zusammensein mit anderen zeigt sich das an wiederkehrenden Stellen.',
    tension: 'Wo ein Zentrum Eindrücke von außen aufnimmt, wird fremdes Empfinden leicht für eigenes gehalten.',
    close:
      'Grenzen werden dort sichtbar, wo sich beides unterscheiden lässt: was dauerhaft da ist und was aus der Begegnung kommt.',
    types: {
      Generator: 'Nähe wird lebendig, wo gemeinsames Tun Zustimmung findet.',
      'Manifesting Generator': 'Nähe lebt von Bewegung; Absprachen halten, wenn beide das Tempo kennen.',
      Manifestor: 'Nähe bleibt leicht, wo eigene Wege Raum haben und angekündigt sind.',
      Projector: 'Nähe wächst, wo der eigene Blick auf das Gegenüber gefragt ist.',
      Reflector: 'Nähe hängt stark davon ab, wie es dem Gegenüber und dem Ort gerade geht.',
    },
  },
  business: {
    opening: 'Diese Lesung fragt, was dein Chart über Arbeit, Entscheidungen und Zusammenarbeit sagt.',
    effects: 'Im Arbeitsalltag zeigt sich das an konkreten Stellen.',
    tension: 'Wo ein Zentrum Eindrücke von außen aufnimmt, wird der Druck eines Teams leicht zum eigenen.',
    close: 'Für die Stellung im Beruf ergibt sich daraus eine Beschreibung, kein Plan.',
    types: {
      Generator: 'Ausdauer steht bereit, sobald eine Aufgabe Zustimmung findet; ohne sie wird Arbeit zäh.',
      'Manifesting Generator': 'Mehrere Aufgaben nebeneinander sind hier eine Arbeitsweise, kein Mangel an Ordnung.',
      Manifestor: 'Eigene Anstöße bringen Vorhaben in Gang; für die Strecke danach sind andere Kräfte gefragt.',
      Projector: 'Wirkung entsteht im Steuern und Einordnen der Arbeit anderer, weniger in langen Stunden.',
      Reflector: 'Die Güte einer Zusammenarbeit wird früh wahrnehmbar, weil sie sich am eigenen Befinden zeigt.',
    },
  },
  personality: {
    opening: 'Diese Lesung fragt, welches Bild dein Chart von deinen Mustern, Stärken und Schwächen zeichnet.',
    effects: 'Im Bild von sich zeigt sich das an vertrauten Gewohnheiten.',
    tension: 'Wo ein Zentrum Eindrücke von außen aufnimmt, entsteht ein Bild von sich, das mit der Umgebung wechselt.',
    close: 'Stärken und Schwächen sind hier zwei Ansichten desselben Musters; der Chart wertet sie nicht.',
    types: {
      Generator: 'Zum vertrauten Bild gehört, viel zu leisten und erst spät zu merken, wofür.',
      'Manifesting Generator':
        'Zum vertrauten Bild gehört, schneller zu sein als andere und manches doppelt zu machen.',
      Manifestor: 'Zum vertrauten Bild gehört, eigene Wege zu gehen und dabei als schwer einschätzbar zu gelten.',
      Projector: 'Zum vertrauten Bild gehört, vieles zu sehen und damit nicht überall gehört zu werden.',
      Reflector: 'Zum vertrauten Bild gehört, sich an jedem Ort ein wenig anders zu erleben.',
    },
  },
};

export const pair: Phrases['pair'] = {
  opening: 'Diese Lesung betrachtet zwei Charts und das, was zwischen ihnen geschieht.',
  effects: 'Zwischen euch zeigt sich das an Nähe, Abstand und Verständigung.',
  tension: 'Was bei euch verschieden angelegt ist, wird in der Begegnung leicht zum Auslöser.',
  close: 'Keine der beiden Seiten ist richtiger; beschrieben ist, was jede mitbringt und wo ihr euch begegnet.',
};

export const openers: Phrases['openers'] = {
  klar: [
    'Zuerst die Grundlagen.',
    'Daraus ergibt sich ein Zusammenspiel, das sich genau benennen lässt.',
    'Im Einzelnen wird es greifbar.',
    'Reibung entsteht an bestimmten Stellen.',
    'Damit ist das Wesentliche benannt.',
  ],
  direkt: [
    'Die Tatsachen vorweg.',
    'So arbeitet dieses Zusammenspiel.',
    'Das hat Folgen.',
    'Hier wird es schwierig.',
    'Das ist der Stand.',
  ],
  ruhig: [
    'Am Anfang steht ein Blick auf das, was festgehalten ist.',
    'Mehrere Kräfte wirken hier nebeneinander.',
    'Manches davon ist im Alltag leise spürbar.',
    'Einiges steht in Spannung zueinander und kann nebeneinander stehen bleiben.',
    'Am Ende bleibt ein Bild, das sich in Ruhe betrachten lässt.',
  ],
  empathisch: [
    'Vielleicht ist manches davon vertraut; hier steht, was dazu festgehalten ist.',
    'Was von innen her wirkt, ist schwer zu erklären und lässt sich doch benennen.',
    'Im Alltag ist das an Stellen zu merken, die andere leicht übersehen.',
    'Manche Spannung kostet viel, und das hat nachvollziehbare Gründe.',
    'Nichts davon ist ein Mangel.',
  ],
};

export const systemic: Phrases['systemic'] = [
  'Systemisch gelesen beschreibt der Typ den Umgang mit Kraft, die Autorität den Weg zu einem Entschluss und das Profil die Art, in der beides nach außen tritt.',
  'Ein Kanal wirkt als Ganzes: Seine beiden Enden bestimmen, welche Themen sich dauerhaft begegnen.',
  'Die Linie beschreibt, auf welche Weise eine Anlage wirkt, das Zentrum, in welchem Bereich; die Seite zeigt, ob sie dem Bewusstsein zugänglich ist.',
  'Systemisch gelesen liegt die Spannung an der Grenze zwischen dem, was gleichbleibend wirkt, und dem, was von außen verstärkt wird.',
  'Diese Beschreibung stützt sich allein auf die Einträge des Charts; was er nicht führt, bleibt ohne Aussage.',
];
