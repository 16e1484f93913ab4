import { createClient, LiveText } from '@taktstock/client';

const form = document.querySelector('form');
const state = document.querySelector('#state');
const text = document.querySelector('#text');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const birthPlace = { latitude: 48.2082, longitude: 16.3738, timezone: 'Europe/Vienna' };
  const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), birthPlace });
  const answer = await fetch('/api/readings', { method: 'POST', body });
  const { baseUrl, token, ...ids } = await answer.json();
  const reading = createClient({ baseUrl, token }).reading(ids);
  const live = new LiveText();
  for await (const frame of reading.stream()) {
    live.add(frame);
    text.textContent = live.of('text');
    state.textContent = frame.type;
  }
  text.textContent = (await reading.result()).content.text;
});
