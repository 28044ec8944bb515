// Preloaded (--import) into a server of the tests: its clock is SHIFT_MS off, as that of a machine whose clock is wrong.
const shift = Number(process.env['SHIFT_MS']);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shift;
  }
};
const origin = performance.timeOrigin;
Object.defineProperty(performance, 'timeOrigin', { get: () => origin + shift });
console.log(`clock: ${new Date().toISOString()}`);
