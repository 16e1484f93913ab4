// What the texts call things, written down once more and independently of the phrases they are made of.

export const CENTER_NAMES = {
  de: {
    head: 'Kopfzentrum',
    ajna: 'Ajnazentrum',
    throat: 'Kehlzentrum',
    g: 'G-Zentrum',
    heart: 'Herzzentrum',
    sacral: 'Sakralzentrum',
    solarPlexus: 'Solarplexuszentrum',
    spleen: 'Milzzentrum',
    root: 'Wurzelzentrum',
  },
  en: {
    head: 'Head center',
    ajna: 'Ajna center',
    throat: 'Throat center',
    g: 'G center',
    heart: 'Heart center',
    sacral: 'Sacral center',
    solarPlexus: 'Solar Plexus center',
    spleen: 'Spleen center',
    root: 'Root center',
  },
} as const;

/** Words the rules forbid in any text. */
export const FORBIDDEN = {
  de: [
    'normalerweise',
    'typischerweise',
    'üblicherweise',
    'in der Regel',
    'du solltest',
    'du musst',
    'ich empfehle',
    'ich rate',
    'garantiert',
    'heilt',
    'Diagnose',
  ],
  en: [
    'normally',
    'typically',
    'usually',
    'generally',
    'you should',
    'you must',
    'I recommend',
    'guarantee',
    'cures',
    'diagnosis',
  ],
} as const;

/** Words that are a claim of some type wherever they stand, by the type they belong to. */
export const CLAIM_WORDS = {
  de: {
    Generator: ['Generator', 'reagier', 'Frustration'],
    'Manifesting Generator': ['Manifestierender Generator', 'informier', 'Wut'],
    Manifestor: ['Manifestor', 'informier', 'Wut'],
    Projector: ['Projektor', 'Einladung', 'Bitterkeit'],
    Reflector: ['Reflektor', 'Mondzyklus', 'Enttäuschung'],
  },
  en: {
    Generator: ['Generator', 'respond', 'frustration'],
    'Manifesting Generator': ['Manifesting Generator', 'inform', 'anger'],
    Manifestor: ['Manifestor', 'inform', 'anger'],
    Projector: ['Projector', 'invitation', 'bitterness'],
    Reflector: ['Reflector', 'lunar cycle', 'disappointment'],
  },
} as const;
