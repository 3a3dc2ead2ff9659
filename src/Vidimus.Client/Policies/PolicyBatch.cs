using System.Buffers;
using System.Text.Json;

namespace Vidimus.Client;

/// <summary>Records of an import that are sent together, within what the server takes in one request.</summary>
public sealed class PolicyBatch
{
    /// <summary>Policies of one batch at most.</summary>
    public const int MostPolicies = 500;

    /// <summary>Jurisdictions of one batch at most.</summary>
    public const int MostJurisdictions = 1_000;

    /// <summary>Records of any other kind at most.</summary>
    public const int MostRows = 5_000;

    /// <summary>Bytes at most; a quarter of what the server takes, so that neither side holds much at a time.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly byte[] Opening = "{\"records\":["u8.ToArray();
    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly int most;

    /// <summary>An empty batch.</summary>
    public PolicyBatch(PolicyImportKind kind)
    {
        most = kind switch
        {
            PolicyImportKind.Policies => MostPolicies,
            PolicyImportKind.Jurisdictions => MostJurisdictions,
            _ => MostRows,
        };
        Clear();
    }

    /// <summary>Records in it.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a record as JSON; false when it is full, and the record belongs to the next one.</summary>
    /// <exception cref="ArgumentException">The record alone is larger than a batch may be.</exception>
    public bool TryAdd(ReadOnlySpan<byte> json)
    {
        if (json.Length > MostBytes - Opening.Length - 2)
            throw new ArgumentException($"A record has at most {MostBytes / 1024 / 1024} MB.");
        if (Count == most || bytes.WrittenCount + json.Length + 3 > MostBytes)
            return false;
        if (Count > 0)
            bytes.Write(","u8);
        bytes.Write(json);
        Count++;
        return true;
    }

    /// <summary>Adds a policy; see <see cref="TryAdd(ReadOnlySpan{byte})"/>.</summary>
    public bool TryAdd(PolicyDocument policy) =>
        TryAdd(JsonSerializer.SerializeToUtf8Bytes(policy, VidimusJson.Default.PolicyDocument));

    /// <summary>Empties it, to be filled anew.</summary>
    public void Clear()
    {
        bytes.ResetWrittenCount();
        bytes.Write(Opening);
        Count = 0;
    }

    internal byte[] Body() => [.. bytes.WrittenSpan, (byte)']', (byte)'}'];
}
