import { createTheme, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core';

/** The greys of the component library in the shades of app.css: warm on paper, blue on ink. */
const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f3f0ea',
  '#e5e0d6',
  '#d9d3c7',
  '#cfc8ba',
  '#767c8a',
  '#626877',
  '#535a68',
  '#343b49',
  '#1f2430',
];
const dark: MantineColorsTuple = [
  '#e9ecf1',
  '#b1b9c6',
  '#949dac',
  '#838c9b',
  '#404857',
  '#2a303b',
  '#1a1e26',
  '#14171d',
  '#11141a',
  '#0d0f14',
];

/**
 * What can be pressed is ink on paper, or paper on ink, in the variables of app.css: they change with the scheme, while the
 * library would compute one colour of the label for both.
 */
const variantColorResolver: VariantColorsResolver = ({ color, variant }) => {
  const isGrave = color === 'red';
  const [strong, soft] = isGrave ? ['var(--bad)', 'var(--bad-soft)'] : ['var(--ink)', 'var(--hover)'];
  const border = '1px solid transparent';
  if (variant === 'filled')
    return { background: strong, hover: isGrave ? strong : 'var(--ink-pressed)', color: 'var(--ground)', border };
  if (variant === 'subtle') return { background: 'transparent', hover: soft, color: strong, border };
  const line = `1px solid ${isGrave ? 'var(--bad-line)' : 'var(--line-strong)'}`;
  return { background: 'var(--surface)', hover: soft, color: strong, border: line };
};

export const theme = createTheme({
  primaryColor: 'dark',
  primaryShade: { light: 6, dark: 1 },
  black: '#1f2430',
  colors: { gray, dark },
  variantColorResolver,
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
  headings: { fontFamily: "'Source Serif 4 Variable', Georgia, serif", fontWeight: '560' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'sm',
  radius: { sm: '6px', md: '10px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A label is smaller and quieter than what is typed under it.
    InputWrapper: {
      styles: { label: { fontSize: '0.75rem', fontWeight: 550, marginBottom: 4, color: 'var(--ink-2)' } },
    },
    // Without a variant of its own a button would not ask variantColorResolver.
    Button: { defaultProps: { variant: 'filled' } },
    Checkbox: { defaultProps: { color: 'var(--ink)', iconColor: 'var(--ground)' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200, multiline: true, maw: 280 } },
  },
});
