namespace Vidimus.Credentials.Verifying;

/// <summary>
/// Certified documents of another module, which people bring to where credentials are verified: they are told where theirs is.
/// </summary>
public interface ICertifiedDocuments
{
    /// <summary>
    /// Path of the page of the certificate that was given, by its id, its link or the certified file itself; null when it is none of
    /// these.
    /// </summary>
    Task<string?> PathOf(string? text, ReadOnlyMemory<byte>? file, CancellationToken cancellation);
}
