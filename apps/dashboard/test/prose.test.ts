import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Prose } from '../src/readings/Prose.tsx';

const render = (text: string) => renderToStaticMarkup(createElement(Prose, { text, onPoint: () => {} }));

/** Everything that a browser could load, run or follow. */
const ACTIVE =
  /<(?!\/?(?:div|p|h3|strong|em|ul|ol|li|blockquote|hr|br|code|del|mark)\b)|\s(?!class=|data-gates=)[a-z-]+=/i;

test('what a model writes is prose: headings, emphasis, lists', () => {
  expect(render('## Placement\n\nA *calm* and **clear** view.\n\n- one\n- two')).toContain(
    '<h3>Placement</h3>\n<p>A <em>calm</em> and <strong>clear</strong> view.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>',
  );
});

test.each([
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)><b onclick=alert(1)>bold</b>'],
  ['HTML in the middle of a line', 'A view <iframe src="https://example.org"></iframe> of it'],
  ['a remote image', '![a picture](https://example.org/pixel.png?who=me)'],
  ['a link', '[a page](https://example.org) and [another](javascript:alert(1))'],
  ['an address', '<https://example.org> and [1]\n\n[1]: https://example.org "title"'],
  ['HTML in a heading', '# <svg onload=alert(1)>'],
  ['what looks like ours', '<mark data-gates="1" onclick="alert(1)">gate 1</mark>'],
])('%s that a model writes is neither loaded nor followed', (_what, text) => {
  expect(render(text)).not.toMatch(ACTIVE);
});

test('the words of a link stay', () => {
  expect(render('See [this page](https://example.org).')).toContain('<p>See this page.</p>');
});

test.each([
  ['Your Sun stands in gate 23, line 4.', ['23']],
  ['You have channel 4-63 and gate 34.', ['4 63', '34']],
  ['Dein Kanal 10–34 und das Tor 57', ['10 34', '57']],
  ['In **gate 1** and at 23 degrees', ['1']],
  ['Navigate 12 miles, a motor 4', []],
])('gates and channels are marked where a text names them: %s', (text, gates) => {
  expect([...render(text).matchAll(/<mark data-gates="([^"]+)">/g)].map(([, found]) => found)).toEqual(gates);
});
