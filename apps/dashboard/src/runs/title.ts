/** What a run is called: the reading that its agent writes, or the agent itself when the page knows no name for it. */
export const titleOf = (agent: string, tt: (word: string, fallback?: string) => string): string =>
  tt(`reading_${agent}`, agent.charAt(0).toUpperCase() + agent.slice(1));
