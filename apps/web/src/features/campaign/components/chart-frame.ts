/** Where the plot lies within the drawing, in pixels; what stands over it has to agree. */
const margin = { top: 16, right: 28, bottom: 0, left: 0 };
const [axisWidth, axisHeight] = [52, 30];

export const plotInsets = {
  margin,
  axisWidth,
  axisHeight,
  left: margin.left + axisWidth,
  right: margin.right,
  top: margin.top,
  bottom: margin.bottom + axisHeight,
};
