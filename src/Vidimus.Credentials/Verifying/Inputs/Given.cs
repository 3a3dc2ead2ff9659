using System.Text.Json;
using Vidimus.Proofs;

namespace Vidimus.Credentials.Verifying;

/// <summary>What somebody gave to be verified, once it is clear what it is.</summary>
internal abstract record Given
{
    private Given() { }

    /// <summary>The id of a credential of this server.</summary>
    public sealed record Id(string Text) : Given;

    /// <summary>An address, ours or another's.</summary>
    public sealed record Link(string Url) : Given;

    /// <summary>A credential in JSON.</summary>
    public sealed record Json(JsonElement Credential) : Given;

    /// <summary>A compact token: <c>vc+jwt</c>, or an SD-JWT, which has tildes.</summary>
    public sealed record Token(string Compact) : Given
    {
        /// <summary>What the holder must have bound an SD-JWT to; null when anybody may present it.</summary>
        public ExpectedBinding? Binding { get; init; }
    }

    /// <summary>A certified document of this server, which is verified at another place.</summary>
    public sealed record Certified(string Path) : Given;

    /// <summary>Nothing to verify; the code says why.</summary>
    public sealed record Nothing(string Reason, string Code) : Given
    {
        /// <summary>Whether this speaks neither for nor against a credential.</summary>
        public bool IsOpen { get; init; }
    }
}
