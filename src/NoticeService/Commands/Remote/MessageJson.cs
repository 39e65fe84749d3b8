using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace NoticeService.Commands.Remote;

/// <summary>
/// A message as JSON for scripts: every field under its name in the protos, whole numbers as numbers, an enum as its word in small
/// letters ("isp", "open"; "" when not said), an absent field as null.
/// </summary>
internal static class MessageJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line, without its end.</summary>
    public static string Of(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            write(json);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <inheritdoc cref="Of(Action{Utf8JsonWriter})"/>
    public static string Of(IMessage message) => Of(json => Write(json, message));

    public static void Write(Utf8JsonWriter json, IMessage message)
    {
        json.WriteStartObject();
        WriteFields(json, message);
        json.WriteEndObject();
    }

    /// <summary>Within an object that has others besides.</summary>
    public static void WriteFields(Utf8JsonWriter json, IMessage message)
    {
        foreach (var field in message.Descriptor.Fields.InFieldNumberOrder())
        {
            json.WritePropertyName(field.Name);
            var value = field.HasPresence && !field.Accessor.HasValue(message) ? null : field.Accessor.GetValue(message);
            if (field.IsRepeated)
            {
                json.WriteStartArray();
                foreach (var item in (IEnumerable)value!)
                {
                    WriteValue(json, field, item);
                }

                json.WriteEndArray();
            }
            else
            {
                WriteValue(json, field, value);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case double: json.WriteNullValue(); break;
            case IMessage message: Write(json, message); break;
            case Enum: json.WriteStringValue(EnumWords.Of(value)); break;
            default: throw new NotSupportedException($"{field.FullName} has a type that is not written.");
        }
    }
}
