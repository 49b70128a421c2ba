/** Every look that the page has: language and theme. */
export const looks = ["en", "zh-CN"].flatMap((lang) =>
  ["light", "dark"].map((theme) => ({ name: `${lang} ${theme}`, query: `?lang=${lang}&theme=${theme}` })),
);
