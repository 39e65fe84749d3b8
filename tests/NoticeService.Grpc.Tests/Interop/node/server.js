'use strict';
// A server that knows nothing of the client's language: serves what probe.proto says on a free port of loopback, and
// prints that port. Ends with its standard input.
const { grpc, packages } = require('./protos');

const { status } = grpc;
const signals = new Map();
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

const signal = (name) => {
  if (!signals.has(name)) {
    let set;
    const done = new Promise((resolve) => { set = resolve; });
    signals.set(name, { set, done });
  }
  return signals.get(name);
};

const outOfRange = { code: status.OUT_OF_RANGE, details: 'a negative number' };

// The call's cancellation is all that ends it.
const hang = (call, key) => {
  signal(`hanging ${key}`).set();
  call.on('cancelled', () => signal(`cancelled ${key}`).set());
};

const answerMetadata = (call) => {
  const headers = new grpc.Metadata();
  const trailers = new grpc.Metadata();
  const [ask] = call.metadata.get('ask');
  const [bytes] = call.metadata.get('ask-bin');
  if (ask !== undefined) headers.set('answer', ask);
  if (bytes !== undefined) {
    headers.set('answer-bin', bytes);
    trailers.set('answer-trailer-bin', bytes);
  }
  call.sendMetadata(headers);
  return trailers;
};

const handlers = {
  Echo(call, callback) {
    const trailers = answerMetadata(call);
    const [verb, key] = call.request.text.split(':');
    switch (verb) {
      case 'fail':
        trailers.set('why', 'asked');
        trailers.set('why-bin', allBytes);
        callback({ code: status.FAILED_PRECONDITION, details: 'as asked: 100 % é', metadata: trailers });
        break;
      case 'hang':
        hang(call, key);
        break;
      case 'hung':
        callback(null, { number: signals.has(`hanging ${key}`) ? 1 : 0 }, trailers);
        break;
      case 'cancelled':
        signal(`cancelled ${key}`).done.then(() => callback(null, call.request, trailers));
        break;
      case 'big':
        callback(null, { data: Buffer.alloc(call.request.number) }, trailers);
        break;
      default:
        callback(null, call.request, trailers);
    }
  },

  Split(call) {
    for (let i = 0; i < call.request.number; i++) call.write({ number: i });
    const [verb, key] = call.request.text.split(':');
    if (verb === 'fail') {
      call.emit('error', { code: status.ABORTED, details: 'after the last' });
    } else if (verb === 'endless') {
      hang(call, key);
    } else {
      call.end();
    }
  },

  Join(call, callback) {
    let sum = 0;
    let count = 0;
    let failed = false;
    call.on('data', ({ number }) => {
      if (number < 0 && !failed) {
        failed = true;
        callback(outOfRange);
      }
      sum += number;
      count++;
    });
    call.on('end', () => failed || callback(null, { number: sum, text: String(count) }));
  },

  Chat(call) {
    call.on('data', ({ number }) => (number < 0 ? call.emit('error', outOfRange) : call.write({ number: 2 * number })));
    call.on('end', () => call.end());
  },
};

const server = new grpc.Server();
server.addService(packages.probe.v1.ProbeService.service, handlers);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
process.stdin.resume().on('end', () => process.exit(0));
