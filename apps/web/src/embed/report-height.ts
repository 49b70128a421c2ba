/** A dialog needs so much room, however short the board, in pixels. */
const least = 420;

interface ContentHeightOptions {
  readonly content: Element;
  /** The highest that the portal allows, in pixels. */
  readonly most: number;
  readonly onHeight: (height: number) => void;
}

/**
 * Tells how high the content is, at once and whenever it grows or shrinks. The content's own height is measured, not
 * the document's, which is never less than the frame's and so would never shrink. Beyond `most` nothing more is told:
 * a board of thousands scrolls in its frame, and only the rows in sight exist. Answers a function that stops.
 */
export function watchContentHeight({ content, most, onHeight }: ContentHeightOptions): () => void {
  let told = 0;
  const observer = new ResizeObserver(() => {
    const natural = Math.ceil(content.getBoundingClientRect().height);
    const height = Math.min(Math.max(natural, least), most);
    if (height === told) return;
    told = height;
    onHeight(height);
  });
  observer.observe(content);
  return () => observer.disconnect();
}
