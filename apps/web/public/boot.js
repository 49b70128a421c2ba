(() => {
  const query = new URLSearchParams(location.search);
  let stored = {};
  try {
    stored = {
      theme: localStorage.getItem("cruiseboard.theme"),
      lang: localStorage.getItem("cruiseboard.lang"),
    };
  } catch {}
  const theme = [query.get("theme"), stored.theme].find((value) => /^(light|dark|system)$/.test(value));
  const systemDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = theme === "dark" || (theme !== "light" && systemDark);
  document.documentElement.dataset.theme = dark ? "dark" : "light";

  const wanted = [query.get("lang"), stored.lang, ...navigator.languages].find((tag) =>
    /^(en|zh)/i.test(tag),
  );
  document.documentElement.lang = /^zh/i.test(wanted) ? "zh-CN" : "en";
})();
