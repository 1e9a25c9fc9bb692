import { useEffect, useState } from 'preact/hooks';

/** Light or dark. */
export type Theme = 'light' | 'dark';

/** The system's theme until the reader chooses the other; paper is light. */
export function useTheme(): [Theme, () => void] {
  const isDarkSystem = useMedia('(prefers-color-scheme: dark)');
  const isPaper = useMedia('print');
  const [chosen, setChosen] = useState<Theme | null>(null);
  const onScreen = chosen ?? (isDarkSystem ? 'dark' : 'light');
  const theme = isPaper ? 'light' : onScreen;
  document.documentElement.dataset.theme = theme;
  return [theme, () => setChosen(onScreen === 'dark' ? 'light' : 'dark')];
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const follow = (): void => setMatches(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, [query]);
  return matches;
}
