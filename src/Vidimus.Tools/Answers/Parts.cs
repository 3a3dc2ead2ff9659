using Vidimus.Tools.Schemas;

namespace Vidimus.Tools.Answers;

/// <summary>Arguments and members of answers that many tools have.</summary>
internal static class Parts
{
    public const int UsualPage = 20;
    public const int LargestPage = 100;

    private const string Crockford = "[0-7][0-9a-hjkmnp-tv-z]{25}";
    private const string Uuid =
        "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}";

    public static (string, Shape) ResponseFormat =>
        (
            "responseFormat",
            Shape
                .Word(
                    "How much of each thing is answered: concise has what most questions need, detailed everything.",
                    "concise",
                    "detailed"
                )
                .Default("concise")
        );

    public static (string, Shape) Cursor =>
        (
            "cursor",
            Shape.Text(
                "nextCursor of the page before, unchanged; left out for the first page.",
                4096
            )
        );

    public static (string, Shape) PageSize =>
        (
            "pageSize",
            Shape
                .Whole("Items of a page. A page that would be too large has fewer.", 1, LargestPage)
                .Default(UsualPage)
        );

    public static (string, Shape) IdempotencyKey =>
        (
            "idempotencyKey",
            Shape
                .Text(
                    "A key of the caller's own for this one action, such as a UUID. Calls with the same key and arguments are carried out once and get the first answer; without a key every call is carried out anew.",
                    200
                )
                .Matching("^[!-~]+$")
                .Like("7f0c1d1e-3a55-4a0e-9d0e-5b1f9a6c2b11")
        );

    public static (string, Shape) ApprovalId =>
        (
            "approvalId",
            Shape
                .Text(
                    "Id of the approval that an earlier answer to the same call named, once a person has granted it.",
                    30
                )
                .Matching($"^apr_{Crockford}$")
                .Like("apr_01kb0c5q7me1vtgy7m3a8r2xwd")
        );

    public static (string, Shape) NextCursor =>
        ("nextCursor", Shape.Said("cursor of the next page; left out on the last."));

    public static Shape GroupId(string description) =>
        Shape
            .Text(description, 30)
            .Matching($"^grp_{Crockford}$")
            .Like("grp_01kb0c5q7me1vtgy7m3a8r2xwd");

    public static Shape KeyId(string description) =>
        Shape
            .Text(description, 30)
            .Matching($"^key_{Crockford}$")
            .Like("key_01kb0c5q7me1vtgy7m3a8r2xwd");

    public static Shape CredentialId(string description) =>
        Shape
            .Text(description, 60)
            .Matching($"^(cred_{Crockford}|(urn:uuid:)?{Uuid})$")
            .Like("cred_01kb0c5q7me1vtgy7m3a8r2xwd");

    public static Shape Link(string description) =>
        Shape
            .Text(description, 2048)
            .In("uri")
            .Like("https://trust.example.org/verify/cred_01kb0c5q7me1vtgy7m3a8r2xwd");

    public static Shape ExternalId(string description) =>
        Shape.Text(description, 200).Like("student-4711");
}
