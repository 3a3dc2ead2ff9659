using Vidimus.Testing;

namespace Vidimus.Tests.Members;

/// <summary>A person who is on record already, as a test needs one whom nobody invited.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Email">The address.</param>
internal sealed record Person(string Id, string Email)
{
    /// <summary>Puts a person on record, without a way to sign in, and into an organization where a role is given.</summary>
    public static async Task<Person> Of(Issuer issuer, string? role, string? email = null)
    {
        var id = $"mem_{Number(26)}";
        email ??= $"person-{Number(8)}@example.org";
        await issuer.App.Execute(
            $"""
            INSERT INTO access_members (id, email, normalized_email, name, security_stamp, two_factor, totp_step, failures,
              is_operator, created_at, version)
            VALUES ('{id}', '{email}', '{email.ToUpperInvariant()}', 'Ada Example', 'stamp-{id}', FALSE, 0, 0, FALSE, 1764115200000, 1)
            """
        );
        var person = new Person(id, email);
        if (role is not null)
            await person.Joins(issuer, role);
        return person;
    }

    /// <summary>Puts the person into an organization.</summary>
    public Task Joins(Issuer issuer, string role) =>
        issuer.App.Execute(
            $"""
            INSERT INTO access_memberships (organization_id, member_id, role, joined_at, version)
            VALUES ('{issuer.Id}', '{Id}', '{role}', 1764115200000, 1)
            """
        );

    private static string Number(int length) =>
        "0"
        + System.Security.Cryptography.RandomNumberGenerator.GetString(
            "0123456789abcdefghjkmnpqrstvwxyz",
            length - 1
        );
}
