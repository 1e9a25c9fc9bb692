import { useEffect, useState } from 'preact/hooks';

/** Light or dark. */
export type Theme = 'light' | 'dark';

/** The system's theme until the reader chooses the other. */
export function useTheme(): [Theme, () => void] {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const [isDarkSystem, setIsDarkSystem] = useState(system.matches);
  const [chosen, setChosen] = useState<Theme | null>(null);
  useEffect(() => {
    const follow = (): void => setIsDarkSystem(system.matches);
    system.addEventListener('change', follow);
    return () => system.removeEventListener('change', follow);
  }, []);
  const theme = chosen ?? (isDarkSystem ? 'dark' : 'light');
  document.documentElement.dataset.theme = theme;
  return [theme, () => setChosen(theme === 'dark' ? 'light' : 'dark')];
}
