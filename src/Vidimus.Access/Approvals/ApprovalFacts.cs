namespace Vidimus.Access.Approvals;

/// <summary>What is put on record of an approval: whose call, of which tool, under which rules. Never its arguments.</summary>
internal static class ApprovalFacts
{
    public static (string Name, string? Value)[] Of(ApprovalRow row) =>
        [
            ("tool", row.Tool),
            ("argumentsDigest", row.ArgumentsDigest),
            ("keyId", row.KeyId),
            ("memberId", row.MemberId),
            ("clientId", row.ClientId),
            ("grantId", row.GrantId),
            ("rules", row.Rules),
        ];
}
