using Vidimus.Credentials.Recipients;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Reading;

/// <summary>A credential's record with its signed JSON; null when the recipient's data was erased.</summary>
internal sealed record StoredCredential(CredentialRow Row, byte[]? Document);

/// <summary>Reads what stands behind a verify link, whoever's it is, anew for every request.</summary>
internal sealed class StoredCredentials(PointReads reads, RecipientVault vault)
{
    private readonly PointRead<Sealed> _credentials = reads.Of<CredentialRow, ContentRow, Sealed>(
        credential => credential.Id,
        (credential, content) =>
            credential.OrganizationId == content.OrganizationId
            && credential.Id == content.CredentialId,
        (credential, content) => new Sealed(credential, content.Document),
        otherMayMiss: true
    );
    private readonly PointRead<DataKey> _keys = reads.Of<RecipientRow, DataKey>(
        recipient => new { recipient.OrganizationId, recipient.Id },
        recipient => new DataKey(recipient.DataKey)
    );

    /// <summary>The credential of this id; null when there is none.</summary>
    public async ValueTask<StoredCredential?> Find(string text)
    {
        if (
            CredentialIds.Read(text) is not { } id
            || await _credentials.Find(id) is not { Row: var row } stored
        )
            return null;
        if (
            stored.Document is null
            || await _keys.Find(row.OrganizationId, row.RecipientId) is not { } key
        )
            return new(row, null);
        return new(
            row,
            RecipientVault.Unseal(vault.Open(key.Sealed), row.Id, "document", stored.Document)
        );
    }

    private sealed record Sealed(CredentialRow Row, byte[]? Document);

    private sealed record DataKey(byte[] Sealed);
}
