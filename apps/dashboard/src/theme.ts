import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Ink on paper: the colour of everything that can be pressed. Index 8 is used on light ground, 1 on dark. */
const ink: MantineColorsTuple = [
  '#f4f5f7',
  '#e9ecf1',
  '#cfd5de',
  '#aab2bf',
  '#8a93a3',
  '#6b7280',
  '#4b5563',
  '#343b49',
  '#1f2430',
  '#14171d',
];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  colors: { ink },
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
    Tooltip: { defaultProps: { withArrow: true, openDelay: 200, multiline: true, maw: 280 } },
  },
});
