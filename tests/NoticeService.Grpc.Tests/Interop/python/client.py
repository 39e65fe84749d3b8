"""A client that knows nothing of the server's language. Usage: python3 client.py HOST:PORT

It has no generated code: the descriptors of the probe and of health come from the server's own reflection, so a scenario
passes only if reflection told them whole. Prints one line of JSON a scenario: {"scenario": name, "error": null or text}.
"""
import json
import sys
import traceback

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

ADDRESS = sys.argv[1]
ALL_BYTES = bytes(range(256))
LIMIT = 60


def reflection_file(version):
    """The messages of the reflection protocol that this client needs; the rest of the protocol is unknown fields to it."""
    file = descriptor_pb2.FileDescriptorProto(name=f"asked/{version}.proto", package=f"grpc.reflection.{version}", syntax="proto3")
    shapes = {
        "ServerReflectionRequest": [
            ("host", 1, "string"), ("file_by_filename", 3, "string"), ("file_containing_symbol", 4, "string"),
            ("file_containing_extension", 5, "ExtensionRequest"), ("all_extension_numbers_of_type", 6, "string"), ("list_services", 7, "string")],
        "ExtensionRequest": [("containing_type", 1, "string"), ("extension_number", 2, "int32")],
        "ServerReflectionResponse": [
            ("valid_host", 1, "string"), ("original_request", 2, "ServerReflectionRequest"),
            ("file_descriptor_response", 4, "FileDescriptorResponse"), ("all_extension_numbers_response", 5, "ExtensionNumberResponse"),
            ("list_services_response", 6, "ListServiceResponse"), ("error_response", 7, "ErrorResponse")],
        "FileDescriptorResponse": [("file_descriptor_proto", 1, "bytes*")],
        "ExtensionNumberResponse": [("base_type_name", 1, "string"), ("extension_number", 2, "int32*")],
        "ListServiceResponse": [("service", 1, "ServiceResponse*")],
        "ServiceResponse": [("name", 1, "string")],
        "ErrorResponse": [("error_code", 1, "int32"), ("error_message", 2, "string")],
    }
    kinds = descriptor_pb2.FieldDescriptorProto
    scalars = {"string": kinds.TYPE_STRING, "bytes": kinds.TYPE_BYTES, "int32": kinds.TYPE_INT32}
    for name, fields in shapes.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            label = kinds.LABEL_REPEATED if kind.endswith("*") else kinds.LABEL_OPTIONAL
            kind = kind.rstrip("*")
            if kind in scalars:
                added = message.field.add(name=field, number=number, label=label, type=scalars[kind])
            else:
                added = message.field.add(
                    name=field, number=number, label=label, type=kinds.TYPE_MESSAGE, type_name=f".grpc.reflection.{version}.{kind}")
            # A question asks one thing, and an empty name is a question too: the choice must be told.
            if name == "ServerReflectionRequest" and field != "host":
                added.oneof_index = 0
        if name == "ServerReflectionRequest":
            message.oneof_decl.add(name="message_request")
    return file


class Schema:
    """Message classes from a pool of descriptors."""

    def __init__(self):
        self.pool = descriptor_pool.DescriptorPool()
        self.factory = message_factory.MessageFactory(self.pool)

    def message(self, name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))

    def method(self, channel, path, request=None, response=None):
        service, name = path.rsplit("/", 1)
        described = self.pool.FindMethodByName(f"{service}.{name}") if request is None else None
        request = request or self.factory.GetPrototype(described.input_type)
        response = response or self.factory.GetPrototype(described.output_type)
        streams = self.streams[path]
        make = getattr(channel, {(0, 0): "unary_unary", (0, 1): "unary_stream", (1, 0): "stream_unary", (1, 1): "stream_stream"}[streams])
        return make("/" + path, request_serializer=request.SerializeToString, response_deserializer=response.FromString)

    # The generic descriptors of this library's version do not tell which way a method streams.
    streams = {}


def ask(channel, version, questions):
    schema = Schema()
    schema.pool.Add(reflection_file(version))
    package = f"grpc.reflection.{version}"
    request = schema.message(f"{package}.ServerReflectionRequest")
    response = schema.message(f"{package}.ServerReflectionResponse")
    call = channel.stream_stream(
        f"/{package}.ServerReflection/ServerReflectionInfo",
        request_serializer=request.SerializeToString, response_deserializer=response.FromString)
    return list(call(iter([request(**question) for question in questions]), timeout=LIMIT))


def learn(channel, *symbols):
    schema = Schema()
    known = {}
    for answer in ask(channel, "v1", [{"file_containing_symbol": symbol} for symbol in symbols]):
        assert not answer.HasField("error_response"), answer
        for data in answer.file_descriptor_response.file_descriptor_proto:
            file = descriptor_pb2.FileDescriptorProto.FromString(data)
            known[file.name] = file
    # A file goes in behind what it imports.
    while known:
        ready = [name for name, file in known.items() if not any(needed in known for needed in file.dependency)]
        for name in ready:
            file = known.pop(name)
            schema.pool.Add(file)
            for service in file.service:
                for method in service.method:
                    schema.streams[f"{file.package}.{service.name}/{method.name}"] = (int(method.client_streaming), int(method.server_streaming))
    return schema


CHANNEL = grpc.insecure_channel(ADDRESS)
SCHEMA = learn(CHANNEL, "probe.v1.ProbeService", "grpc.health.v1.Health")
Message = SCHEMA.message("probe.v1.ProbeMessage")
Status = SCHEMA.message("grpc.health.v1.HealthCheckResponse")
Check = SCHEMA.message("grpc.health.v1.HealthCheckRequest")


def probe(name, channel=CHANNEL):
    return SCHEMA.method(channel, f"probe.v1.ProbeService/{name}")


def health(name):
    return SCHEMA.method(CHANNEL, f"grpc.health.v1.Health/{name}")


ECHO = probe("Echo")


def echo(**fields):
    return ECHO(Message(**fields), timeout=LIMIT)


def failure(act):
    try:
        act()
    except grpc.RpcError as error:
        return error
    raise AssertionError("the call succeeded")


def equal(expected, actual):
    assert expected == actual, f"expected {expected!r}, got {actual!r}"


def unary():
    sent = Message(text="ü", number=-5, data=ALL_BYTES)
    equal(sent, ECHO(sent, timeout=LIMIT))


def server_streaming():
    equal(list(range(2000)), [message.number for message in probe("Split")(Message(number=2000), timeout=LIMIT)])


def server_streaming_error_behind_messages():
    call = probe("Split")(Message(number=3, text="fail"), timeout=LIMIT)
    equal([0, 1, 2], [next(call).number for _ in range(3)])
    equal(grpc.StatusCode.ABORTED, failure(lambda: next(call)).code())


def client_streaming():
    answer = probe("Join")((Message(number=i) for i in range(1, 1001)), timeout=LIMIT)
    equal((500500, "1000"), (answer.number, answer.text))


def client_streaming_empty():
    answer = probe("Join")(iter([]), timeout=LIMIT)
    equal((0, "0"), (answer.number, answer.text))


def client_streaming_server_ends_early():
    def requests():
        yield Message(number=-1)
        while True:
            yield Message(number=1)

    equal(grpc.StatusCode.OUT_OF_RANGE, failure(lambda: probe("Join")(requests(), timeout=LIMIT)).code())


def bidi_streaming():
    import queue
    requests = queue.Queue()
    call = probe("Chat")(iter(requests.get, None), timeout=LIMIT)
    for i in range(100):
        requests.put(Message(number=i))
        equal(2 * i, next(call).number)
    requests.put(None)
    equal([], list(call))
    equal(grpc.StatusCode.OK, call.code())


def metadata():
    _, call = ECHO.with_call(Message(), timeout=LIMIT, metadata=(("ask", "now"), ("ask-bin", ALL_BYTES)))
    headers, trailers = dict(call.initial_metadata()), dict(call.trailing_metadata())
    equal(("now", ALL_BYTES), (headers["answer"], headers["answer-bin"]))
    equal(ALL_BYTES, trailers["answer-trailer-bin"])


def error_status_and_trailers():
    error = failure(lambda: echo(text="fail"))
    equal((grpc.StatusCode.FAILED_PRECONDITION, "as asked: 100 % é"), (error.code(), error.details()))
    trailers = dict(error.trailing_metadata())
    equal(("asked", ALL_BYTES), (trailers["why"], trailers["why-bin"]))


def exception_is_not_shown():
    error = failure(lambda: echo(text="throw"))
    equal(grpc.StatusCode.UNKNOWN, error.code())
    assert "secret" not in error.details()


def deadline():
    # On a busy machine a deadline may pass before the handler runs; then a longer one is tried.
    seconds, hung = 0.3, 0
    while not hung:
        key = f"python-deadline-{seconds}"
        error = failure(lambda: ECHO(Message(text=f"hang:{key}"), timeout=seconds))
        equal(grpc.StatusCode.DEADLINE_EXCEEDED, error.code())
        hung = echo(text=f"hung:{key}").number
        seconds *= 2
    # Answers only when the handler was cancelled.
    echo(text=f"cancelled:{key}")


def cancellation():
    call = probe("Split")(Message(text="endless:python-cancel", number=1))
    next(call)
    call.cancel()
    equal(grpc.StatusCode.CANCELLED, call.code())
    # Answers only when the handler was cancelled.
    echo(text="cancelled:python-cancel")


def gzip_request():
    packed = SCHEMA.method(grpc.insecure_channel(ADDRESS, compression=grpc.Compression.Gzip), "probe.v1.ProbeService/Echo")
    equal("gzip", packed(Message(text="encoding"), timeout=LIMIT).text)
    equal("x" * 100000, packed(Message(text="x" * 100000), timeout=LIMIT).text)


def gzip_response():
    equal("x" * 100000, ECHO(Message(text="x" * 100000), timeout=LIMIT, metadata=(("ask-gzip", "1"),)).text)


def message_at_the_limit():
    # 4 MiB with the five bytes that name and measure the field.
    equal(4 * 1024 * 1024 - 5, len(echo(data=bytes(4 * 1024 * 1024 - 5)).data))


def message_above_the_limit():
    equal(grpc.StatusCode.RESOURCE_EXHAUSTED, failure(lambda: echo(data=bytes(4 * 1024 * 1024 - 4))).code())


def message_above_the_limit_of_the_client():
    equal(grpc.StatusCode.RESOURCE_EXHAUSTED, failure(lambda: echo(text="big", number=5 * 1024 * 1024)).code())
    echo()


def unknown_method():
    for path in ("/probe.v1.ProbeService/Nothing", "/probe.v1.NoService/Echo"):
        call = CHANNEL.unary_unary(path, request_serializer=Message.SerializeToString, response_deserializer=Message.FromString)
        equal(grpc.StatusCode.UNIMPLEMENTED, failure(lambda: call(Message(), timeout=LIMIT)).code())


def many_calls_at_once():
    calls = [ECHO.future(Message(number=i), timeout=LIMIT) for i in range(300)]
    equal(list(range(300)), [call.result().number for call in calls])


def reflection(version):
    services, extension, numbers, missing = ask(CHANNEL, version, [
        {"list_services": ""},
        {"file_containing_extension": {"containing_type": "probe.v1.Extendable", "extension_number": 120}},
        {"all_extension_numbers_of_type": "probe.v1.Extendable"},
        {"file_by_filename": "nothing.proto"},
    ])
    names = [service.name for service in services.list_services_response.service]
    assert "probe.v1.ProbeService" in names and f"grpc.reflection.{version}.ServerReflection" in names, names
    file = descriptor_pb2.FileDescriptorProto.FromString(extension.file_descriptor_response.file_descriptor_proto[0])
    equal("extendable.proto", file.name)
    equal([100, 120], list(numbers.all_extension_numbers_response.extension_number))
    equal(grpc.StatusCode.NOT_FOUND.value[0], missing.error_response.error_code)


def reflection_v1():
    reflection("v1")


def reflection_v1alpha():
    reflection("v1alpha")


def health_check():
    equal("SERVING", name_of(health("Check")(Check(service="liveness"), timeout=LIMIT)))
    error = failure(lambda: health("Check")(Check(service="none"), timeout=LIMIT))
    equal(grpc.StatusCode.NOT_FOUND, error.code())
    listed = health("List")(SCHEMA.message("grpc.health.v1.HealthListRequest")(), timeout=LIMIT)
    equal(["", "liveness", "probe"], sorted(listed.statuses))


def health_watch():
    watch = health("Watch")(Check(service="probe"), timeout=LIMIT)
    equal("SERVING", name_of(next(watch)))
    for now, told in (("unhealthy", "NOT_SERVING"), ("healthy", "SERVING")):
        echo(text=f"health:{now}")
        equal(told, name_of(next(watch)))
    watch.cancel()


def name_of(answer):
    return Status.DESCRIPTOR.enum_types_by_name["ServingStatus"].values_by_number[answer.status].name


for scenario in (
        unary, server_streaming, server_streaming_error_behind_messages, client_streaming, client_streaming_empty,
        client_streaming_server_ends_early, bidi_streaming, metadata, error_status_and_trailers, exception_is_not_shown, deadline,
        cancellation, gzip_request, gzip_response, message_at_the_limit, message_above_the_limit,
        message_above_the_limit_of_the_client, unknown_method, many_calls_at_once, reflection_v1, reflection_v1alpha,
        health_check, health_watch):
    wrong = None
    try:
        scenario()
    except Exception:  # Told in the line, and the test fails by it.
        wrong = traceback.format_exc()
    print(json.dumps({"scenario": scenario.__name__, "error": wrong}), flush=True)
