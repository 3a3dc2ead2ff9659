namespace Vidimus.Access.Keys;

/// <summary>When keys are warned about, and how long is remembered who tried them. Section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>Days without use after which a key is warned about as unused.</summary>
    public int UnusedAfterDays { get; set; } = 90;

    /// <summary>Days after its minting when a key is warned about as over age.</summary>
    public int OverAgeAfterDays { get; set; } = 365;

    /// <summary>Days that the authentication history is kept.</summary>
    public int AuthenticationHistoryDays { get; set; } = 90;
}
