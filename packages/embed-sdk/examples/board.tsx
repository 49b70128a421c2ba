import { type EmbedHandle, embed, type Theme } from "@cruiseboard/embed-sdk";
import { useEffect, useRef } from "react";

interface BoardProps {
  theme: Theme;
  /** Defined outside the component, or kept by useCallback: a new function makes a new frame. */
  getToken: () => Promise<string>;
}

export function Board({ theme, getToken }: BoardProps) {
  const container = useRef<HTMLDivElement>(null);
  const board = useRef<EmbedHandle>(null);
  useEffect(() => {
    if (!container.current) return;
    const embedded = embed({ container: container.current, url: "https://board.example.com", getToken });
    board.current = embedded;
    return () => embedded.destroy();
  }, [getToken]);
  useEffect(() => board.current?.setTheme(theme), [theme, getToken]);
  return <div ref={container} style={{ height: 700 }} />;
}
