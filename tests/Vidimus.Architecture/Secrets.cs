using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Vidimus.Platform.Http;

namespace Vidimus.Architecture;

/// <summary>Finds members of answers that go by the name of a secret, at any depth.</summary>
internal static partial class Secrets
{
    public const string Planted = "PLANTED-SECRET";

    [GeneratedRegex(
        "secret|token|password|passphrase|private|basicHeader|credentials?Header|apiKey$|^key$|seed",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Names();

    public static IEnumerable<string> In(Type type) => In(type, [], "").Select(m => m.Path);

    /// <summary>An answer of this type whose secrets are planted ones.</summary>
    public static object Filled(Type type)
    {
        var filled = RuntimeHelpers.GetUninitializedObject(type);
        for (var at = type; at is not null; at = at.BaseType)
        {
            foreach (
                var field in at.GetFields(
                    BindingFlags.Instance
                        | BindingFlags.NonPublic
                        | BindingFlags.Public
                        | BindingFlags.DeclaredOnly
                )
            )
            {
                if (field.FieldType == typeof(string) && IsSecret(Property(field.Name)))
                    field.SetValue(filled, Planted);
                else if (
                    IsOurs(field.FieldType)
                    && !field.FieldType.IsAbstract
                    && In(field.FieldType).Any()
                )
                    field.SetValue(filled, Filled(field.FieldType));
            }
        }
        return filled;
    }

    private static IEnumerable<(string Path, Type Type)> In(
        Type type,
        HashSet<Type> seen,
        string path
    )
    {
        var element =
            type.IsArray ? type.GetElementType()!
            : type.IsGenericType ? type.GetGenericArguments()[^1]
            : type;
        if (!IsOurs(element) || !seen.Add(element))
            yield break;
        foreach (var property in element.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var at = $"{path}.{property.Name}".TrimStart('.');
            if (property.PropertyType == typeof(string) && IsSecret(property.Name))
                yield return (at, element);
            foreach (var deeper in In(property.PropertyType, seen, at))
                yield return deeper;
        }
    }

    private static bool IsSecret(string name) =>
        Names().IsMatch(name) && name is not nameof(IHoldsSecret.SecretHint);

    private static bool IsOurs(Type type) =>
        type.Namespace?.StartsWith("Vidimus.", StringComparison.Ordinal) == true && type.IsClass;

    // The field behind a property is named <Property>k__BackingField.
    private static string Property(string field) =>
        field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : field;
}
