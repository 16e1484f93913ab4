import facts from '../../data/facts.json' with { type: 'json' };

/** The names the sentences of phrases.ts are made with, in the forms they are inflected to. */

export const types = ['Manifestor', 'Generator', 'Manifesting Generator', 'Projector', 'Reflector'];
export const typesDe: Record<string, [he: string, she: string, genitive: string]> = {
  Manifestor: ['Manifestor', 'Manifestorin', 'Manifestors'],
  Generator: ['Generator', 'Generatorin', 'Generators'],
  'Manifesting Generator': ['Manifestierender Generator', 'Manifestierende Generatorin', 'Manifestierenden Generators'],
  Projector: ['Projektor', 'Projektorin', 'Projektors'],
  Reflector: ['Reflektor', 'Reflektorin', 'Reflektors'],
};
export const authoritiesDe: Record<string, string[]> = {
  Emotional: ['emotionale Autorität', 'Solarplexus-Autorität', 'emotionale innere Autorität'],
  Sacral: ['sakrale Autorität', 'Sakral-Autorität'],
  Splenic: ['Milz-Autorität', 'Milzautorität', 'splenische Autorität'],
  'Ego Manifested': ['Ego-Autorität', 'ego-manifestierte Autorität', 'Herz-Autorität'],
  'Ego Projected': ['Ego-Autorität', 'ego-projizierte Autorität'],
  'Self-Projected': ['selbst-projizierte Autorität', 'selbstprojizierte Autorität', 'G-Autorität'],
  Mental: ['mentale Autorität'],
  Lunar: ['lunare Autorität', 'Mond-Autorität', 'Mondautorität'],
};
export const authoritiesEn: Record<string, string[]> = {
  Emotional: ['Emotional Authority', 'Solar Plexus Authority', 'emotional authority', 'emotional inner authority'],
  Sacral: ['Sacral Authority', 'sacral authority'],
  Splenic: ['Splenic Authority', 'Spleen Authority'],
  'Ego Manifested': ['Ego Authority', 'Ego Manifested Authority'],
  'Ego Projected': ['Ego Authority', 'Ego Projected Authority'],
  'Self-Projected': ['Self-Projected Authority'],
  Mental: ['Mental Authority'],
  Lunar: ['Lunar Authority', 'lunar authority'],
};
export const definitionsDe: Record<string, string[]> = {
  None: ['keine Definition'],
  Single: ['eine einfache Definition'],
  Split: ['eine geteilte Definition', 'eine Split-Definition', 'eine gespaltene Definition'],
  'Triple Split': ['eine dreifach geteilte Definition', 'einen Dreifach-Split', 'einen Triple-Split'],
  'Quadruple Split': ['eine vierfach geteilte Definition', 'einen Vierfach-Split'],
};
export const definitionsEn: Record<string, string[]> = {
  None: ['no definition'],
  Single: ['a single definition', 'Single Definition'],
  Split: ['a split definition', 'Split Definition'],
  'Triple Split': ['a triple split definition', 'a Triple Split'],
  'Quadruple Split': ['a quadruple split definition', 'a quadruple split'],
};
export const strategies: Record<string, { de: string[]; en: string[] }> = {
  Manifestor: {
    de: ['Informieren', 'zu informieren, bevor du handelst'],
    en: ['to inform', 'to inform before acting'],
  },
  Generator: { de: ['Reagieren', 'auf das Leben zu reagieren'], en: ['to respond', 'to wait to respond'] },
  'Manifesting Generator': {
    de: ['Reagieren, dann informieren', 'zu reagieren und dann zu informieren'],
    en: ['to respond, then inform'],
  },
  Projector: {
    de: ['auf die Einladung zu warten', 'das Warten auf die Einladung'],
    en: ['to wait for the invitation'],
  },
  Reflector: {
    de: ['einen Mondzyklus zu warten', 'einen ganzen Mondzyklus abzuwarten'],
    en: ['to wait a lunar cycle'],
  },
};
export const notSelf: Record<string, { de: string; en: string }> = {
  Manifestor: { de: 'Wut', en: 'anger' },
  Generator: { de: 'Frustration', en: 'frustration' },
  'Manifesting Generator': { de: 'Frustration und Wut', en: 'frustration and anger' },
  Projector: { de: 'Bitterkeit', en: 'bitterness' },
  Reflector: { de: 'Enttäuschung', en: 'disappointment' },
};
export const profiles = facts.profiles.map(({ id }) => id);
/** [feminine possessive, name] in German, plain name in English. */
export const centersDe: Record<string, [neuter: boolean, name: string][]> = {
  head: [
    [true, 'Kopfzentrum'],
    [true, 'Kronenzentrum'],
  ],
  ajna: [
    [true, 'Ajna-Zentrum'],
    [true, 'Ajna'],
  ],
  throat: [
    [true, 'Kehlzentrum'],
    [false, 'Kehle'],
    [true, 'Kehl-Zentrum'],
  ],
  g: [
    [true, 'G-Zentrum'],
    [true, 'Identitätszentrum'],
    [true, 'Selbst-Zentrum'],
  ],
  heart: [
    [true, 'Herzzentrum'],
    [true, 'Ego-Zentrum'],
    [true, 'Herz'],
  ],
  sacral: [
    [true, 'Sakralzentrum'],
    [true, 'Sakral'],
    [true, 'Sakral-Zentrum'],
  ],
  solarPlexus: [
    [true, 'Solarplexuszentrum'],
    [true, 'Emotionszentrum'],
    [true, 'Solarplexus-Zentrum'],
  ],
  spleen: [
    [true, 'Milzzentrum'],
    [false, 'Milz'],
  ],
  root: [
    [true, 'Wurzelzentrum'],
    [false, 'Wurzel'],
  ],
};
export const centersEn: Record<string, string[]> = {
  head: ['Head', 'Head center', 'Crown center'],
  ajna: ['Ajna', 'Ajna center'],
  throat: ['Throat', 'Throat center'],
  g: ['G center', 'G-Center', 'Identity center'],
  heart: ['Heart', 'Heart center', 'Ego center'],
  sacral: ['Sacral', 'Sacral center'],
  solarPlexus: ['Solar Plexus', 'Solar Plexus center', 'Emotional center'],
  spleen: ['Spleen', 'Spleen center', 'Splenic center'],
  root: ['Root', 'Root center'],
};
export const bodiesDe: Record<string, [feminine: boolean, name: string]> = {
  Sun: [true, 'Sonne'],
  Earth: [true, 'Erde'],
  NorthNode: [false, 'Nordknoten'],
  SouthNode: [false, 'Südknoten'],
  Moon: [false, 'Mond'],
  Mercury: [false, 'Merkur'],
  Venus: [true, 'Venus'],
  Mars: [false, 'Mars'],
  Jupiter: [false, 'Jupiter'],
  Saturn: [false, 'Saturn'],
  Uranus: [false, 'Uranus'],
  Neptune: [false, 'Neptun'],
  Pluto: [false, 'Pluto'],
};
export const numbersDe = ['null', 'eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun'];
export const numbersEn = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
