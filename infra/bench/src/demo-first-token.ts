import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { benchmark } from './benchmark.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What the demo prints before the first text, and the first of it. */
const FIRST_TEXT = /text started[^\n]*\n\s*\S/;

/**
 * `npm run demo` from its start to the first text on the screen: database, sandbox, API and worker started, a chart
 * computed, a reading accepted, carried out and streamed. Nothing is compared; the ratio is the seconds.
 */
export const demoFirstToken = benchmark({
  name: 'demo-first-token',
  figures: [{ name: 'demo-first-token', metric: 's to first token', goal: 6, better: 'lower' }],
  run: async (say) => {
    const ratio = await secondsToFirstText();
    say(`${ratio.toFixed(1)} s`);
    return { 'demo-first-token': { ratio, ours: `${ratio.toFixed(1)} s`, theirs: '' } };
  },
});

/** Runs the demo to its end, so that it takes down what it started. */
function secondsToFirstText(): Promise<number> {
  const since = performance.now();
  const demo = spawn('npm', ['run', '--silent', 'demo'], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let seconds: number | undefined;
  demo.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (seconds === undefined && FIRST_TEXT.test(said)) seconds = (performance.now() - since) / 1_000;
  });
  let complaint = '';
  demo.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  return new Promise((resolve, reject) => {
    demo.once('error', reject);
    demo.once('exit', (code) => {
      if (code === 0 && seconds !== undefined) resolve(seconds);
      else reject(new Error(`The demo ended with code ${code} and showed no text. ${complaint || said}`));
    });
  });
}
