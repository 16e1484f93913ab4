// Charts in the shape that prompts carry, written by hand. Their facts agree with each other; no sky ever showed them.

type Side = 'personality' | 'design';
const at = (side: Side, planet: string, line: number) => ({ side, planet, line });
const gate = (line: number, name: string, ...activations: ReturnType<typeof at>[]) => ({ line, name, activations });

/** Everything known: two channels between throat and spleen, one between ajna and head. */
export const projector = {
  core: {
    type: 'Projector',
    authority: 'Splenic',
    strategy: 'wait for the invitation',
    profile: '4/6',
    definition: 'Split',
    notSelfTheme: 'bitterness',
  },
  centers: {
    head: 'defined',
    ajna: 'defined',
    throat: 'defined',
    g: 'undefined',
    heart: 'undefined',
    sacral: 'undefined',
    solarPlexus: 'undefined',
    spleen: 'defined',
    root: 'undefined',
  },
  channels: [
    { number: '16-48', name: 'The Wavelength' },
    { number: '20-57', name: 'The Brainwave' },
    { number: '47-64', name: 'Abstraction' },
  ],
  gates: {
    '9': gate(4, 'Focus', at('personality', 'Earth', 4)),
    '12': gate(3, 'Caution', at('personality', 'Mars', 3)),
    '16': gate(4, 'Skills', at('personality', 'Sun', 4)),
    '20': gate(2, 'The Now', at('design', 'Moon', 2)),
    '6': gate(6, 'Friction', at('design', 'Pluto', 6)),
    '47': gate(5, 'Realisation', at('design', 'Saturn', 5)),
    '48': gate(1, 'Depth', at('personality', 'Venus', 1), at('design', 'Mars', 6)),
    '57': gate(2, 'Intuition', at('personality', 'Moon', 2)),
    '63': gate(6, 'Doubt', at('design', 'Sun', 6)),
    '64': gate(6, 'Confusion', at('design', 'Earth', 6)),
  },
  engine: { name: 'hand', version: '1.0.0' },
  birthTimeUnknown: false,
  sensitivity: {},
};

/** Everything known: one channel between sacral and throat makes it a type of its own, the emotional center decides. */
export const manifestingGenerator = {
  core: {
    type: 'Manifesting Generator',
    authority: 'Emotional',
    strategy: 'respond, then inform',
    profile: '1/3',
    definition: 'Split',
    notSelfTheme: 'frustration and anger',
  },
  centers: {
    head: 'undefined',
    ajna: 'undefined',
    throat: 'defined',
    g: 'undefined',
    heart: 'undefined',
    sacral: 'defined',
    solarPlexus: 'defined',
    spleen: 'undefined',
    root: 'defined',
  },
  channels: [
    { number: '20-34', name: 'Charisma' },
    { number: '39-55', name: null },
  ],
  gates: {
    '12': gate(5, 'Caution', at('design', 'Mars', 5)),
    '20': gate(1, 'The Now', at('personality', 'Sun', 1)),
    '34': gate(1, 'Power', at('personality', 'Earth', 1)),
    '37': gate(3, 'Friendship', at('design', 'Sun', 3)),
    '39': gate(2, 'Provocation', at('personality', 'Mars', 2)),
    '55': gate(4, 'Spirit', at('design', 'Venus', 4)),
    '4': gate(6, 'Answers', at('design', 'Pluto', 6)),
  },
  engine: { name: 'hand', version: '1.0.0' },
  birthTimeUnknown: false,
  sensitivity: {},
};

/** Unknown birth time: only what holds over the whole day is there. */
export const unknownTime = {
  core: { type: 'Generator', strategy: 'respond', notSelfTheme: 'frustration' },
  centers: { sacral: 'defined', throat: 'undefined', heart: 'undefined' },
  channels: [],
  gates: {
    '5': { line: 2, name: null, activations: [{ side: 'design', planet: 'Saturn', line: 2 }] },
    '14': { name: 'Power Skills', activations: [{ side: 'personality', planet: 'Sun' }] },
  },
  engine: { name: 'hand', version: '1.0.0' },
  birthTimeUnknown: true,
  unstable: { '/core/authority': ['Sacral', 'Emotional'], '/core/profile': ['2/4', '2/5'] },
  sensitivity: {},
};
