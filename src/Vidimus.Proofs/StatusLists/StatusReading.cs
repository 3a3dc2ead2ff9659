namespace Vidimus.Proofs;

/// <summary>What reading a status can fail on; the names in brackets are those of Bitstring Status List 1.0 section 3.5.</summary>
public enum StatusListError
{
    /// <summary>Nothing: the status was read.</summary>
    None,

    /// <summary>The entry or the list is not what the standard says it must be (MALFORMED_VALUE_ERROR).</summary>
    Malformed,

    /// <summary>The list is of another type, has another identifier, or is not for the entry's purpose (STATUS_VERIFICATION_ERROR).</summary>
    WrongList,

    /// <summary>The list is not valid yet, or no longer (STATUS_VERIFICATION_ERROR).</summary>
    NotCurrent,

    /// <summary>The list has too few entries to hide a credential among others (STATUS_LIST_LENGTH_ERROR).</summary>
    TooShort,

    /// <summary>The list expands to more than 16 MiB.</summary>
    TooLong,

    /// <summary>The list has no such index (RANGE_ERROR).</summary>
    OutOfRange,
}

/// <summary>The status of a credential in one list.</summary>
/// <param name="Value">The entry's value.</param>
/// <param name="Valid">Whether the value is zero, as the standards put it.</param>
/// <param name="Message">What the value means, for developers; null when nothing says so.</param>
public sealed record StatusReading(int Value, bool Valid, string? Message)
{
    /// <summary>
    /// Whether the credential must not be relied on. A message or a refresh hint other than zero says something about a credential
    /// without taking it back (Bitstring Status List 1.0 section 2.1).
    /// </summary>
    public bool Invalidates { get; init; } = !Valid;
}

/// <summary>The outcome of looking up a status.</summary>
/// <param name="Error">What failed, if anything.</param>
/// <param name="Reason">Why, as a sentence for people; empty when nothing failed.</param>
/// <param name="Reading">The status; null when something failed: nothing is known about the credential then.</param>
public sealed record StatusLookup(StatusListError Error, string Reason, StatusReading? Reading)
{
    internal static StatusLookup Failed(StatusListError error, string reason) =>
        new(error, reason, null);

    internal static StatusLookup Found(StatusReading reading) =>
        new(StatusListError.None, "", reading);
}
