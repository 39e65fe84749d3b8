'use strict';
// A client that knows nothing of the server's language. Usage: node client.js HOST:PORT
// Prints one line of JSON a scenario: {"scenario": name, "error": null or what went wrong}.
const assert = require('node:assert/strict');
const { grpc, packages } = require('./protos');

const address = process.argv[2];
const insecure = grpc.credentials.createInsecure();
const { status } = grpc;
const ProbeService = packages.probe.v1.ProbeService;
const client = new ProbeService(address, insecure);
const gzip = new ProbeService(address, insecure, { 'grpc.default_compression_algorithm': grpc.compressionAlgorithms.gzip });
const health = new packages.grpc.health.v1.Health(address, insecure);
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

const metadataOf = (entries) => {
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries(entries)) metadata.add(key, value);
  return metadata;
};

// One request, one response: everything that came with it.
const unary = (stub, method, request, metadata = new grpc.Metadata(), options = {}) => new Promise((resolve) => {
  const seen = {};
  const call = stub[method](request, metadata, options, (error, response) => Object.assign(seen, { error, response }));
  call.on('metadata', (headers) => { seen.headers = headers; });
  call.on('status', (ended) => { seen.status = ended; resolve(seen); });
});

// Every message of a stream, then its status. Fails no promise: the status says it all.
const drain = (call) => new Promise((resolve) => {
  const messages = [];
  call.on('data', (message) => messages.push(message));
  call.on('error', () => {});
  call.on('status', (ended) => resolve({ messages, status: ended }));
});

const next = (call, event) => new Promise((resolve, reject) => {
  const done = (finish) => (value) => {
    call.off(event, good);
    call.off('error', bad);
    finish(value);
  };
  const good = done(resolve);
  const bad = done(reject);
  call.on(event, good);
  call.on('error', bad);
});

const reflect = (Service, questions) => new Promise((resolve, reject) => {
  const call = new Service(address, insecure).ServerReflectionInfo();
  const answers = [];
  call.on('data', (answer) => answers.push(answer));
  call.on('error', reject);
  call.on('end', () => resolve(answers));
  questions.forEach((question) => call.write(question));
  call.end();
});

const reflection = async (Service) => {
  const [services, file, missing] = await reflect(Service, [
    { list_services: '' },
    { file_containing_symbol: 'probe.v1.ProbeService' },
    { file_by_filename: 'nothing.proto' },
  ]);
  const names = services.list_services_response.service.map((service) => service.name);
  assert.ok(names.includes('probe.v1.ProbeService') && names.includes('grpc.health.v1.Health'), String(names));
  // The file first, then what it imports: enough to call the service with nothing else.
  const files = file.file_descriptor_response.file_descriptor_proto;
  assert.equal(files.length, 2);
  assert.ok(files[0].includes('probe.proto') && files[1].includes('extendable.proto'));
  const packed = Buffer.concat(files.map((bytes) => Buffer.concat([Buffer.from([0x0a]), lengthOf(bytes.length), bytes])));
  const loaded = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadFileDescriptorSetFromBuffer(packed));
  const echoed = await unary(new loaded.probe.v1.ProbeService(address, insecure), 'Echo', { text: 'by reflection' });
  assert.equal(echoed.response.text, 'by reflection');
  assert.equal(missing.error_response.error_code, status.NOT_FOUND);
};

const lengthOf = (value) => {
  const bytes = [];
  for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128);
  bytes.push(value);
  return Buffer.from(bytes);
};

const scenarios = {
  async unary() {
    const seen = await unary(client, 'Echo', { text: 'ü', number: -5, data: allBytes });
    assert.equal(seen.error, null);
    assert.deepEqual([seen.response.text, seen.response.number], ['ü', -5]);
    assert.ok(allBytes.equals(seen.response.data));
    assert.equal(seen.status.code, status.OK);
  },

  async server_streaming() {
    const { messages, status: ended } = await drain(client.Split({ number: 2000 }));
    assert.deepEqual(messages.map((message) => message.number), Array.from({ length: 2000 }, (_, i) => i));
    assert.equal(ended.code, status.OK);
  },

  async server_streaming_error_behind_messages() {
    const { messages, status: ended } = await drain(client.Split({ number: 3, text: 'fail' }));
    assert.equal(messages.length, 3);
    assert.deepEqual([ended.code, ended.details], [status.ABORTED, 'after the last']);
  },

  async client_streaming() {
    const response = await new Promise((resolve, reject) => {
      const call = client.Join((error, joined) => (error ? reject(error) : resolve(joined)));
      for (let i = 1; i <= 1000; i++) call.write({ number: i });
      call.end();
    });
    assert.deepEqual([response.number, response.text], [500500, '1000']);
  },

  async client_streaming_empty() {
    const response = await new Promise((resolve, reject) => {
      client.Join((error, joined) => (error ? reject(error) : resolve(joined))).end();
    });
    assert.deepEqual([response.number, response.text], [0, '0']);
  },

  async client_streaming_server_ends_early() {
    const error = await new Promise((resolve) => {
      const call = client.Join((failure) => resolve(failure));
      call.on('error', () => {});
      call.write({ number: -1 });
    });
    assert.equal(error.code, status.OUT_OF_RANGE);
  },

  async bidi_streaming() {
    const call = client.Chat();
    for (let i = 0; i < 100; i++) {
      call.write({ number: i });
      assert.equal((await next(call, 'data')).number, 2 * i);
    }
    const ended = next(call, 'status');
    call.end();
    assert.equal((await ended).code, status.OK);
  },

  async metadata() {
    const seen = await unary(client, 'Echo', {}, metadataOf({ ask: 'now', 'ask-bin': allBytes }));
    assert.deepEqual(seen.headers.get('answer'), ['now']);
    assert.ok(allBytes.equals(seen.headers.get('answer-bin')[0]));
    assert.ok(allBytes.equals(seen.status.metadata.get('answer-trailer-bin')[0]));
  },

  async error_status_and_trailers() {
    const { error } = await unary(client, 'Echo', { text: 'fail' });
    assert.deepEqual([error.code, error.details], [status.FAILED_PRECONDITION, 'as asked: 100 % é']);
    assert.deepEqual(error.metadata.get('why'), ['asked']);
    assert.ok(allBytes.equals(error.metadata.get('why-bin')[0]));
  },

  async exception_is_not_shown() {
    const { error } = await unary(client, 'Echo', { text: 'throw' });
    assert.equal(error.code, status.UNKNOWN);
    assert.ok(!error.details.includes('secret'));
  },

  async deadline() {
    // On a busy machine a deadline may pass before the handler runs; then a longer one is tried.
    for (let ms = 300, hung = 0; !hung; ms *= 2) {
      const key = `node-deadline-${ms}`;
      const { error } = await unary(client, 'Echo', { text: `hang:${key}` }, undefined, { deadline: Date.now() + ms });
      assert.equal(error.code, status.DEADLINE_EXCEEDED);
      hung = (await unary(client, 'Echo', { text: `hung:${key}` })).response.number;
      // Answers only when the handler was cancelled.
      if (hung) assert.equal((await unary(client, 'Echo', { text: `cancelled:${key}` })).error, null);
    }
  },

  async cancellation() {
    const call = client.Split({ text: 'endless:node-cancel', number: 1 });
    const ended = drain(call);
    await next(call, 'data');
    call.cancel();
    assert.equal((await ended).status.code, status.CANCELLED);
    // Answers only when the handler was cancelled.
    assert.equal((await unary(client, 'Echo', { text: 'cancelled:node-cancel' })).error, null);
  },

  async gzip_request() {
    assert.equal((await unary(gzip, 'Echo', { text: 'encoding' })).response.text, 'gzip');
    const text = 'x'.repeat(100000);
    assert.equal((await unary(gzip, 'Echo', { text })).response.text, text);
  },

  async gzip_response() {
    const text = 'x'.repeat(100000);
    assert.equal((await unary(client, 'Echo', { text }, metadataOf({ 'ask-gzip': '1' }))).response.text, text);
  },

  async message_at_the_limit() {
    // 4 MiB with the five bytes that name and measure the field.
    const seen = await unary(client, 'Echo', { data: Buffer.alloc(4 * 1024 * 1024 - 5) });
    assert.equal(seen.error, null);
  },

  async message_above_the_limit() {
    const { error } = await unary(client, 'Echo', { data: Buffer.alloc(4 * 1024 * 1024 - 4) });
    assert.equal(error.code, status.RESOURCE_EXHAUSTED);
  },

  async message_above_the_limit_of_the_client() {
    const { error } = await unary(client, 'Echo', { text: 'big', number: 5 * 1024 * 1024 });
    assert.equal(error.code, status.RESOURCE_EXHAUSTED);
    assert.equal((await unary(client, 'Echo', {})).error, null);
  },

  async unknown_method() {
    const Other = grpc.makeGenericClientConstructor({
      Nothing: { ...ProbeService.service.Echo, path: '/probe.v1.ProbeService/Nothing' },
      Nowhere: { ...ProbeService.service.Echo, path: '/probe.v1.NoService/Echo' },
    });
    const other = new Other(address, insecure);
    assert.equal((await unary(other, 'Nothing', {})).error.code, status.UNIMPLEMENTED);
    assert.equal((await unary(other, 'Nowhere', {})).error.code, status.UNIMPLEMENTED);
  },

  async many_calls_at_once() {
    const seen = await Promise.all(Array.from({ length: 300 }, (_, i) => unary(client, 'Echo', { number: i })));
    assert.deepEqual(seen.map((one) => one.response.number), Array.from({ length: 300 }, (_, i) => i));
  },

  async reflection_v1() {
    await reflection(packages.grpc.reflection.v1.ServerReflection);
  },

  async reflection_v1alpha() {
    await reflection(packages.grpc.reflection.v1alpha.ServerReflection);
  },

  async health_check() {
    assert.equal((await unary(health, 'Check', { service: 'liveness' })).response.status, 'SERVING');
    assert.equal((await unary(health, 'Check', { service: 'none' })).error.code, status.NOT_FOUND);
    assert.deepEqual(Object.keys((await unary(health, 'List', {})).response.statuses).sort(), ['', 'liveness', 'probe']);
  },

  async health_watch() {
    const watch = health.Watch({ service: 'probe' });
    watch.on('error', () => {});
    assert.equal((await next(watch, 'data')).status, 'SERVING');
    for (const [now, told] of [['unhealthy', 'NOT_SERVING'], ['healthy', 'SERVING']]) {
      const change = next(watch, 'data');
      assert.equal((await unary(client, 'Echo', { text: `health:${now}` })).error, null);
      assert.equal((await change).status, told);
    }
    watch.cancel();
  },
};

(async () => {
  for (const [scenario, run] of Object.entries(scenarios)) {
    let error = null;
    let limit;
    try {
      // A scenario that waits for ever is told by its name, and the others still run.
      await Promise.race([run(), new Promise((_, reject) => { limit = setTimeout(() => reject(new Error('no end in 30 s')), 30000); })]);
    } catch (e) {
      error = String(e.stack ?? e);
    }
    clearTimeout(limit);
    console.log(JSON.stringify({ scenario, error }));
  }
  process.exit(0);
})();
