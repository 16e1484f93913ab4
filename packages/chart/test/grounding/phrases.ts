import { channels as allChannels, type Chart, centerOf } from '../../src/index.ts';
import {
  authoritiesDe,
  authoritiesEn,
  bodiesDe,
  centersDe,
  centersEn,
  definitionsDe,
  definitionsEn,
  notSelf,
  numbersDe,
  numbersEn,
  profiles,
  strategies,
  types,
  typesDe,
} from './words.ts';

/** One sentence about a chart, true or with one planted contradiction, of a kind of claim. */
export type Phrase = { kind: string; locale: 'de' | 'en'; text: string };

/** Random choices from a seed, so that a failure can be repeated (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const sample = <T>(list: readonly T[], count: number): T[] =>
    [...list]
      .map((item) => ({ item, at: next() }))
      .sort((a, b) => a.at - b.at)
      .slice(0, count)
      .map(({ item }) => item);
  return { next, pick, sample };
}

type Random = ReturnType<typeof randomFrom>;

const allGates = Array.from({ length: 64 }, (_, n) => n + 1);
const englishBody = (body: string) => body.replace('Node', ' Node');

type Maker = (chart: Chart, random: Random, plant: boolean) => Phrase[];

/** Something else of a list when a contradiction is to be planted, the truth otherwise. */
const other = (random: Random, list: readonly string[], truth: string, plant: boolean) =>
  plant ? random.pick(list.filter((value) => value !== truth)) : truth;

const both = (kind: string, de: string[], en: string[], random: Random): Phrase[] => [
  { kind, locale: 'de', text: random.pick(de) },
  { kind, locale: 'en', text: random.pick(en) },
];

const article = (word: string) => (/^[aeiou]/i.test(word) ? 'an' : 'a');

/** One maker per kind: every call gives a German and an English sentence. */
export const makers: Record<string, Maker> = {
  type(chart, random, plant) {
    const type = other(random, types, chart.core.type!, plant);
    const [he, she, genitive] = typesDe[type]!;
    const de = [
      `Du bist ein ${he}.`,
      `Du bist eine ${she} und lebst danach.`,
      `Als ${he} gehst du anders mit Energie um.`,
      `Dein Typ ist ${he}.`,
      `**Typ:** ${he}`,
      `Die Energie eines ${genitive} prägt deinen Typ.`,
      `Als ${she} erlebst du Arbeit auf deine Weise, auch wenn andere drängen.`,
      `Im Human Design bist du ${he}.`,
      `Du bist, anders als viele Menschen, ${he}.`,
    ];
    const en = [
      `You are ${article(type)} ${type}.`,
      `As ${article(type)} ${type}, you move at your own pace.`,
      `Your type is ${type}.`,
      `Type: ${type}`,
      `Being ${article(type)} ${type} means something for your days.`,
      `You're ${article(type)} ${type}, and others notice it.`,
      `Your type in this system is the ${type}.`,
    ];
    return both('type', de, en, random);
  },
  authority(chart, random, plant) {
    const list = Object.keys(authoritiesDe).filter(
      (a) => !(a.startsWith('Ego') && chart.core.authority!.startsWith('Ego')) || a === chart.core.authority,
    );
    const authority = other(random, list, chart.core.authority!, plant);
    const de = random.pick(authoritiesDe[authority]!);
    const en = random.pick(authoritiesEn[authority]!);
    const dative = de.replace(/^(\p{Ll}\S*)e /u, '$1er ').replace(/ innere /, ' innerer ');
    return both(
      'authority',
      [
        `Deine ${de} führt dich.`,
        `Entscheidungen triffst du mit ${dative}.`,
        `Du hast eine ${de}.`,
        `Deine Autorität: ${de}.`,
        `Mit deiner ${dative.replace(/er /g, 'en ')} brauchst du niemanden zu fragen.`,
        `Die ${de} zeigt dir, was stimmt.`,
      ],
      [`You have ${en}.`, `Your ${en} guides you.`, `With ${en} you decide in your own time.`, `Authority: ${en}.`],
      random,
    );
  },
  profile(chart, random, plant) {
    const profile = other(random, profiles, chart.core.profile!, plant);
    const type = chart.core.type!;
    return both(
      'profile',
      [
        `Dein Profil ist ${profile}.`,
        `Mit deinem ${profile}-Profil lernst du auf deine Art.`,
        `Du lebst das Profil ${profile}.`,
        `Als ${profile} ${typesDe[type]![0]} gehst du deinen Weg.`,
        `Im Profil ${profile} treffen zwei Linien aufeinander.`,
        `Das ${profile}er Profil prägt dich.`,
      ],
      [
        `Your profile is ${profile}.`,
        `Your ${profile} profile shapes how you learn.`,
        `With a ${profile} profile you learn by doing.`,
        `As a ${profile} ${type} you walk your own path.`,
        `Profile: ${profile}`,
      ],
      random,
    );
  },
  definition(chart, random, plant) {
    const definition = other(random, Object.keys(definitionsDe), chart.core.definition!, plant);
    const [de, en] = [random.pick(definitionsDe[definition]!), random.pick(definitionsEn[definition]!)];
    return both(
      'definition',
      [`Du hast ${de}.`, `In deinem Chart zeigt sich ${de.replace(/^einen /, 'ein ')}.`],
      [`You have ${en}.`, `Your chart shows ${en}.`],
      random,
    );
  },
  strategy(chart, random, plant) {
    const type = other(random, types, chart.core.type!, plant);
    const [de, en] = [random.pick(strategies[type]!.de), random.pick(strategies[type]!.en)];
    return both(
      'strategy',
      [`Deine Strategie lautet: ${de}.`, `Deine Strategie ist ${de}.`, `Deine Strategie besteht darin, ${de}.`],
      [`Your strategy is ${en}.`, `Strategy: ${en}.`, `Your strategy, ${en}, keeps you steady.`],
      random,
    );
  },
  'not-self'(chart, random, plant) {
    const mine = chart.core.type!;
    const overlaps = (a: string) => notSelf[a]!.en.split(' and ').some((w) => notSelf[mine]!.en.includes(w));
    const type = plant ? random.pick(types.filter((t) => !overlaps(t))) : mine;
    return both(
      'not-self',
      [
        `Dein Nicht-Selbst-Thema ist ${notSelf[type]!.de}.`,
        `Das Nicht-Selbst zeigt sich bei dir als ${notSelf[type]!.de}.`,
      ],
      [`Your not-self theme is ${notSelf[type]!.en}.`, `In the not-self you meet ${notSelf[type]!.en}.`],
      random,
    );
  },
  gate(chart, random, plant) {
    const active = Object.keys(chart.gates).map(Number);
    const idle = allGates.filter((gate) => !active.includes(gate));
    const many = random.sample(active, 3);
    if (plant) many[Math.floor(random.next() * 3)] = random.pick(idle);
    const one = plant ? random.pick(idle) : random.pick(active);
    const [a, b, c] = many;
    return both(
      'gate',
      [
        `Tor ${one} prägt dich.`,
        `Mit Tor ${one} bringst du etwas Eigenes mit.`,
        `Die Tore ${a}, ${b} und ${c} sind bei dir aktiviert.`,
        `In deinen Toren ${a}, ${b} sowie ${c} liegt viel Erfahrung.`,
        `Die Energie des Tores ${one} ist dir vertraut.`,
        `Du trägst Tor ${a}, Tor ${b} und Tor ${c} in dir.`,
        `Tor ${one} gibt dir nicht nur Kraft, sondern auch Geduld.`,
        `Wenn du mit Tor ${one} in Kontakt kommst, wird es ruhig.`,
      ],
      [
        `Gate ${one} shapes you.`,
        `With gate ${one} you bring something of your own.`,
        `Gates ${a}, ${b}, and ${c} are active in your chart.`,
        `You carry the gates ${a}, ${b} and ${c}.`,
        `Your gate ${one} is quiet but steady.`,
        `Through Gate ${one}, others feel seen.`,
      ],
      random,
    );
  },
  line(chart, random, plant) {
    const gate = random.pick(Object.keys(chart.gates));
    const own = chart.gates[gate]!.activations.map(({ line }) => line);
    const line = plant ? random.pick([1, 2, 3, 4, 5, 6].filter((l) => !own.includes(l))) : random.pick(own);
    const ordinalsDe = ['ersten', 'zweiten', 'dritten', 'vierten', 'fünften', 'sechsten'];
    return both(
      'line',
      [
        `Tor ${gate}.${line} wirkt in dir.`,
        `Tor ${gate}, Linie ${line}, wirkt in dir.`,
        `Tor ${gate} in der ${ordinalsDe[line - 1]} Linie wirkt in dir.`,
        `Tor ${gate} (Linie ${line}) zeigt das.`,
        `Die ${line}. Linie von Tor ${gate} zeigt das.`,
      ],
      [
        `Gate ${gate}.${line} is at work in you.`,
        `Gate ${gate} line ${line} is at work in you.`,
        `Gate ${gate}, line ${line}, is at work in you.`,
        `Line ${line} of gate ${gate} shows it.`,
      ],
      random,
    );
  },
  activation(chart, random, plant) {
    const all = Object.entries(chart.gates).flatMap(([gate, g]) =>
      g.activations.map((a) => ({ gate: Number(gate), ...a })),
    );
    const { gate, side, planet, line } = random.pick(all);
    const shown = plant
      ? random.pick(allGates.filter((g) => !all.some((a) => a.side === side && a.planet === planet && a.gate === g)))
      : gate;
    const [feminine, body] = bodiesDe[planet]!;
    const adjective = side === 'personality' ? 'bewusst' : 'unbewusst';
    const nominative = feminine ? `deine ${adjective}e ${body}` : `dein ${adjective}er ${body}`;
    const place = random.pick([`Tor ${shown}.${line}`, `Tor ${shown}`, `Tor ${shown}, Linie ${line}`]);
    const placeEn = random.pick([`gate ${shown}.${line}`, `Gate ${shown}`, `gate ${shown} line ${line}`]);
    const sideEn = side === 'personality' ? 'conscious' : 'unconscious';
    const Side = side === 'personality' ? 'Personality' : 'Design';
    return both(
      'activation',
      [
        `${nominative[0]!.toUpperCase()}${nominative.slice(1)} steht in ${place}.`,
        `In ${place} steht ${nominative}.`.replace(
          /^In (.*) steht (.*)\.$/,
          (_, p, n) => `Bei dir findet sich ${n} in ${p}.`,
        ),
        `${side === 'design' ? 'Design' : 'Persönlichkeits'}-${body} in ${place}: das trägt dich.`,
      ],
      [
        `Your ${sideEn} ${englishBody(planet)} sits in ${placeEn}.`,
        `${Side} ${englishBody(planet)} in ${placeEn}.`,
        `Your ${Side} ${englishBody(planet)} is in ${placeEn}, steady and quiet.`,
      ],
      random,
    );
  },
  channel(chart, random, plant) {
    const own = chart.channels.map(({ number }) => number);
    const idle = allChannels.map(({ id }) => id).filter((id) => !own.includes(id));
    if (own.length === 0 && !plant) return [];
    const pair = plant ? random.pick([...idle, '21-34', '7-60']) : random.pick(own);
    const [a, b] = random.next() < 0.5 ? pair.split('-') : pair.split('-').reverse();
    const sep = random.pick(['-', '–', '/']);
    return both(
      'channel',
      [
        `Der Kanal ${a}${sep}${b} verleiht dir Ausdauer.`,
        `Dein Kanal ${a}${sep}${b} ist definiert.`,
        `Durch den Kanal ${a}${sep}${b} fließt Kraft.`,
        `Der Kanal zwischen Tor ${a} und Tor ${b} ist bei dir angelegt.`,
        `Mit dem ${a}-${b}-Kanal hast du Ausdauer.`,
        `Die Kraft des Kanals ${a}${sep}${b} trägt dich.`,
      ],
      [
        `The channel ${a}${sep}${b} gives you stamina.`,
        `Your channel ${a}${sep}${b} is defined.`,
        `Channel ${a}${sep}${b} runs through your days.`,
        `The ${a}-${b} channel carries you.`,
      ],
      random,
    );
  },
  center(chart, random, plant) {
    const [x, y] = random.sample(Object.keys(centersDe), 2) as [keyof Chart['centers'], keyof Chart['centers']];
    const flip = (state: string) => (state === 'defined' ? 'undefined' : 'defined');
    const state = plant ? flip(chart.centers[x]!) : chart.centers[x]!;
    const second = chart.centers[y]!;
    const [neuter, name] = random.pick(centersDe[x]!);
    const [neuterY, nameY] = random.pick(centersDe[y]!);
    const open = state === 'undefined';
    const word = open ? random.pick(['undefiniert', 'offen', 'nicht definiert']) : 'definiert';
    const plainWord = open ? random.pick(['undefiniert', 'offen']) : 'definiert';
    const wordY = second === 'undefined' ? 'undefiniert' : 'definiert';
    const dein = (isNeuter: boolean) => (isNeuter ? 'dein' : 'deine');
    const Dein = neuter ? 'Dein' : 'Deine';
    const attribute = `${plainWord}${neuter ? 'es' : 'e'}`;
    const [en, enY] = [random.pick(centersEn[x]!), random.pick(centersEn[y]!)];
    const enWord = open ? random.pick(['undefined', 'open', 'not defined']) : 'defined';
    const enPlain = open ? random.pick(['undefined', 'open']) : 'defined';
    const enY2 = second === 'undefined' ? 'open' : 'defined';
    return both(
      'center',
      [
        `${Dein} ${name} ist ${word}.`,
        `${Dein} ${attribute} ${name} nimmt viel wahr.`,
        `Mit ${neuter ? 'deinem' : 'deiner'} ${plainWord}en ${name} spürst du den Druck anderer.`,
        `${Dein} ${name} ist ${word}, ${dein(neuterY)} ${nameY} dagegen ${wordY}.`,
        `Weil ${dein(neuter)} ${name} ${word} ist, brauchst du Zeit.`,
        `${Dein} ${name} (${plainWord}) reagiert leise.`,
        `${Dein} ${name} bleibt ${word}, auch wenn andere etwas anderes erwarten.`,
      ],
      [
        `Your ${en} is ${enWord}.`,
        `Your ${enPlain} ${en} notices a lot.`,
        `With ${article(enPlain)} ${enPlain} ${en} you sense pressure.`,
        `Your ${en} is ${enWord}, while your ${enY} is ${enY2}.`,
        `Because your ${en} is ${enWord}, you need time.`,
        `Your ${en}, which is ${enWord}, listens first.`,
      ],
      random,
    );
  },
  centers(chart, random, plant) {
    const defined = Object.keys(centersDe).filter((id) => chart.centers[id as 'g'] === 'defined');
    const open = Object.keys(centersDe).filter((id) => chart.centers[id as 'g'] === 'undefined');
    const [list, wrong, de, en] =
      random.next() < 0.5 ? [defined, open, 'definiert', 'defined'] : [open, defined, 'offen', 'open'];
    if (list.length < 2 || wrong.length === 0) return [];
    const [a, b] = plant ? [random.pick(list), random.pick(wrong)] : random.sample(list, 2);
    const nameDe = (id: string) => centersDe[id]!.find(([neuter]) => neuter)![1];
    const [x, y] = [a!, b!];
    return both(
      'centers',
      [
        `${nameDe(x)} und ${nameDe(y)} sind bei dir ${de}.`,
        `${de === 'offen' ? 'Offen' : 'Definiert'} sind bei dir ${nameDe(x)} und ${nameDe(y)}.`,
        `Zu deinen ${de}en Zentren gehören ${nameDe(x)} und ${nameDe(y)}.`,
        `Deine ${de}en Zentren: ${nameDe(x)}, ${nameDe(y)}`,
        `Dein ${nameDe(x)} und dein ${nameDe(y)} sind ${de}.`,
      ],
      [
        `Your ${centersEn[x]![0]} and ${centersEn[y]![0]} are ${en}.`,
        `Your ${en} centers are the ${centersEn[x]![0]} and the ${centersEn[y]![0]}.`,
        `Your ${en} ${centersEn[x]![0]} and ${centersEn[y]![0]} work together.`,
        `${en === 'open' ? 'Open' : 'Defined'} centers: ${centersEn[x]![0]}, ${centersEn[y]![0]}`,
      ],
      random,
    );
  },
  negation(chart, random, plant) {
    const active = Object.keys(chart.gates).map(Number);
    const idle = allGates.filter((gate) => !active.includes(gate));
    const gate = plant ? random.pick(active) : random.pick(idle);
    const own = chart.channels.map(({ number }) => number);
    const absent = allChannels.map(({ id }) => id).filter((id) => !own.includes(id));
    const channel = plant ? random.pick(own.length > 0 ? own : ['none']) : random.pick(absent);
    if (channel === 'none') return [];
    const type = plant ? chart.core.type! : random.pick(types.filter((t) => t !== chart.core.type));
    return both(
      'negation',
      [
        `Dir fehlt Tor ${gate}.`,
        `Tor ${gate} ist bei dir nicht aktiviert.`,
        `Du hast Tor ${gate} nicht.`,
        `Der Kanal ${channel} ist bei dir nicht definiert.`,
        `Du hast kein Tor ${gate}.`,
        `Ohne Tor ${gate} gehst du anders vor.`,
        `Du bist kein ${typesDe[type]![0]}.`,
      ],
      [
        `You do not have gate ${gate}.`,
        `Gate ${gate} is not activated in your chart.`,
        `You lack gate ${gate}.`,
        `The channel ${channel} is not defined in your chart.`,
        `You are not ${article(type)} ${type}.`,
        `Without gate ${gate} you move differently.`,
      ],
      random,
    );
  },
  cross(chart, random, plant) {
    const { gates, name, type } = chart.incarnationCross!;
    const shown = [...gates];
    if (plant) shown[random.pick([0, 1, 2, 3])] = random.pick(allGates.filter((gate) => !gates.includes(gate)));
    const angle = other(random, ['Right Angle', 'Left Angle', 'Juxtaposition'], type, plant);
    const numbers = `(${shown[0]}/${shown[1]} | ${shown[2]}/${shown[3]})`;
    const theme = name!.replace(/^.* Cross of /, '').replace(/ \d$/, '');
    const de = {
      'Right Angle': 'Rechtswinkelkreuz',
      'Left Angle': 'Linkswinkelkreuz',
      Juxtaposition: 'Juxtapositionskreuz',
    }[angle]!;
    return both(
      'cross',
      [
        `Dein Inkarnationskreuz ist ein ${de}.`,
        `Dein Inkarnationskreuz ${numbers} gibt die Richtung.`,
        `Das ${de} ${numbers} gibt die Richtung.`,
      ],
      [
        `This is the ${angle} Cross of ${theme} ${numbers}.`,
        `Your incarnation cross is the ${angle} Cross of ${theme}.`,
        `Your Incarnation Cross ${numbers} points the way.`,
      ],
      random,
    );
  },
  count(chart, random, plant) {
    const defined = Object.values(chart.centers).filter((state) => state === 'defined').length;
    const truth = random.pick([
      { of: 'centers', value: defined },
      { of: 'channels', value: chart.channels.length },
    ]);
    const value = plant ? (truth.value + 1 + Math.floor(random.next() * 3)) % 10 : truth.value;
    if (value < 2 || value > 9 || value === (plant ? truth.value : -1)) return [];
    const [de, en] = [random.pick([String(value), numbersDe[value]!]), random.pick([String(value), numbersEn[value]!])];
    return truth.of === 'centers'
      ? both(
          'count',
          [`Du hast ${de} definierte Zentren.`, `Deine ${de} definierten Zentren tragen dich.`],
          [`You have ${en} defined centers.`, `Your ${en} defined centers carry you.`],
          random,
        )
      : both(
          'count',
          [`Du hast ${de} Kanäle.`, `Deine ${de} definierten Kanäle tragen dich.`],
          [`You have ${en} channels.`, `Your ${en} defined channels carry you.`],
          random,
        );
  },
  'gate-center'(chart, random, plant) {
    const gate = random.pick(Object.keys(chart.gates).map(Number));
    const home = centerOf(gate);
    const center = other(random, Object.keys(centersDe), home, plant);
    const neuterName = centersDe[center]!.find(([neuter]) => neuter)![1];
    return both(
      'gate-center',
      [`Tor ${gate} im ${neuterName} wirkt leise.`, `Tor ${gate} in deinem ${neuterName} wirkt leise.`],
      [
        `Gate ${gate} in the ${centersEn[center]![0]} works quietly.`,
        `Gate ${gate} in your ${centersEn[center]![1] ?? centersEn[center]![0]} works quietly.`,
      ],
      random,
    );
  },
};

/** Correct German sentences about a chart, so many words long. */
export function germanText(chart: Chart, random: Random, words: number): string {
  const written: string[] = [];
  while (written.length < words) {
    const phrases = Object.values(makers).flatMap((make) => make(chart, random, false));
    for (const { locale, text } of phrases) if (locale === 'de') written.push(...text.split(' '));
  }
  return written.slice(0, words).join(' ');
}
