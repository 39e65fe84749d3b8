using System.Reflection;
using System.Reflection.Emit;

namespace NoticeService.Architecture.Tests.Instruments;

/// <summary>
/// Finds every instrument in the compiled code, created or not in this run: each call that creates one is preceded by the
/// literals of its name, unit and description, in that order, which is the order in which all of them take their arguments.
/// </summary>
internal static class InstrumentScan
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IReadOnlyList<Instrument> Instruments { get; } = [.. ProductAssemblies.Written.SelectMany(Of)];

    /// <summary>Every text in the code: names of tags and their values are among them.</summary>
    public static IReadOnlySet<string> Literals { get; } =
        ProductAssemblies.Written.SelectMany(Methods).SelectMany(Operands).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<Instrument> Of(Assembly assembly) => Methods(assembly).SelectMany(Of);

    private static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly.GetTypes().SelectMany(type => type.GetMethods(Any).Cast<MethodBase>().Concat(type.GetConstructors(Any)));

    private static IEnumerable<Instrument> Of(MethodBase method)
    {
        var literals = new List<string>();
        foreach (var operand in Operands(method))
        {
            if (operand is string literal)
            {
                literals.Add(literal);
            }
            else if (operand is MethodBase called && KindOf(called) is { } kind)
            {
                // The counters by reason have their tag between the unit and the description.
                if (literals is [var name, var unit, .., var description])
                {
                    yield return new(name, kind, unit, description, $"{method.DeclaringType!.FullName}.{method.Name}");
                }

                literals.Clear();
            }
            else if (operand is MethodBase { IsConstructor: false } other && !IsArgument(other))
            {
                literals.Clear();
            }
        }
    }

    // Calls between the literals of one creation and the creation: boundaries of buckets are given.
    private static bool IsArgument(MethodBase method) =>
        method.DeclaringType is { } type && (type.Name == "RuntimeHelpers" || type.Name.StartsWith("InstrumentAdvice", StringComparison.Ordinal));

    private static InstrumentKind? KindOf(MethodBase called)
    {
        if (called.IsConstructor && called.DeclaringType!.Name.StartsWith("TaggedCounter", StringComparison.Ordinal))
        {
            return InstrumentKind.Counter;
        }

        return called.DeclaringType?.FullName != "System.Diagnostics.Metrics.Meter" ? null : called.Name switch
        {
            "CreateCounter" or "CreateObservableCounter" => InstrumentKind.Counter,
            "CreateUpDownCounter" or "CreateObservableUpDownCounter" => InstrumentKind.UpDownCounter,
            "CreateGauge" or "CreateObservableGauge" => InstrumentKind.Gauge,
            "CreateHistogram" => InstrumentKind.Histogram,
            _ => null,
        };
    }

    /// <summary>The literals and the methods called, in the order of the code.</summary>
    private static IEnumerable<object> Operands(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        var generics = (method.DeclaringType?.IsGenericType == true ? method.DeclaringType.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? unchecked((short)(0xFE00 | code[at + 1])) : code[at];
            var op = OpCodesByValue[value];
            at += op.Size;
            if (op.OperandType == OperandType.InlineString)
            {
                yield return method.Module.ResolveString(BitConverter.ToInt32(code, at));
            }
            else if (op.OperandType == OperandType.InlineMethod && op != OpCodes.Ldftn
                && method.Module.ResolveMethod(BitConverter.ToInt32(code, at), generics.Item1, generics.Item2) is { } called)
            {
                yield return called;
            }

            at += op.OperandType == OperandType.InlineSwitch ? 4 + (4 * BitConverter.ToInt32(code, at)) : SizeOf(op.OperandType);
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
