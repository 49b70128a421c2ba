import { type EmbedHandle, embed, type Theme } from "@cruiseboard/embed-sdk";
import { useEffect, useRef, useState } from "react";

interface BoardProps {
  theme: Theme;
  /** Defined outside the component, or kept by useCallback: a new function makes a new frame. */
  getToken: () => Promise<string>;
}

export function Board({ theme, getToken }: BoardProps) {
  const container = useRef<HTMLDivElement>(null);
  const [board, setBoard] = useState<EmbedHandle>();
  useEffect(() => {
    if (!container.current) return;
    const embedded = embed({ container: container.current, url: "https://board.example.com", getToken });
    setBoard(embedded);
    return () => embedded.destroy();
  }, [getToken]);
  useEffect(() => board?.setTheme(theme), [board, theme]);
  return <div ref={container} style={{ height: 700 }} />;
}
