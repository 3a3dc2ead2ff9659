namespace Vidimus.Client;

/// <summary>Part of an answer that can say whether its values are ones the contract allows; their types are settled before.</summary>
internal interface IChecked
{
    void Check(Checker check);
}

/// <summary>A member's value is not one the contract allows.</summary>
internal sealed class WrongMemberException(string path) : Exception(path);

/// <summary>Checks values, and knows the path of each for the message.</summary>
internal sealed class Checker(string path = "$", bool partial = false)
{
    /// <summary>Whether the records are another API's, which does not know all that a server of ours always tells.</summary>
    public bool Partial => partial;

    public void That(bool holds, string member)
    {
        if (!holds)
            throw new WrongMemberException($"{path}.{member}");
    }

    public void Id(string? value, string prefix, string member) =>
        That(value is null || Ids.Is(value, prefix), member);

    public void Uuid(string? value, string member) =>
        That(value is null || Guid.TryParseExact(value, "D", out _), member);

    public void Filled(string value, string member) =>
        That(!string.IsNullOrWhiteSpace(value), member);

    public void Link(string? value, string member) =>
        That(
            value is null
                || (
                    Uri.TryCreate(value, UriKind.Absolute, out var uri)
                    && uri.Scheme is "https" or "http"
                ),
            member
        );

    public void NotNegative(int value, string member) => That(value >= 0, member);

    public void Inside(IChecked? part, string member) =>
        part?.Check(new Checker($"{path}.{member}", partial));

    /// <summary>Lists hold no null: the serializer does not look inside them for that.</summary>
    public void Each<T>(IReadOnlyList<T> parts, string member)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            That(parts[i] is not null, $"{member}[{i}]");
            Inside(parts[i] as IChecked, $"{member}[{i}]");
        }
    }
}
