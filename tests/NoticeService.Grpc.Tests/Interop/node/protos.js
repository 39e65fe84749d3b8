'use strict';
// The services under test, from the same .proto files that the server was built from.
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const tests = path.resolve(__dirname, '../../Protos');
const host = path.resolve(__dirname, '../../../../src/NoticeService.Grpc/Protos');

const definition = loader.loadSync(
  ['probe.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto', 'grpc/reflection/v1alpha/reflection.proto'],
  { includeDirs: [tests, host], keepCase: true, enums: String, defaults: true, oneofs: true },
);

module.exports = { grpc, packages: grpc.loadPackageDefinition(definition), definition };
