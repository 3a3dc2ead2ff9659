// A film of a QR code for Chromium's camera that reads a file: YUV4MPEG2, 640 by 480, the code moving a little from frame to frame.
import { draw } from './pictures.mjs';

const [width, height, frames] = [640, 480, 8];

export function film(rows) {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`)];
  for (let i = 0; i < frames; i++) {
    const seen = draw(rows, { module: 6, turn: 4 + i, tilt: [0.08, 0.05], noise: 4, seed: i + 1, margin: 4 });
    const luma = Buffer.alloc(width * height, 128);
    const [left, top] = [Math.round((width - seen.width) / 2), Math.round((height - seen.height) / 2)];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [u, v] = [x - left, y - top];
        if (u >= 0 && v >= 0 && u < seen.width && v < seen.height) luma[y * width + x] = seen.data[4 * (v * seen.width + u)];
      }
    parts.push(Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128));
  }
  return Buffer.concat(parts);
}
