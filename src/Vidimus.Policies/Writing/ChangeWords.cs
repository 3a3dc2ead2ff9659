using Vidimus.Policies.Model;

namespace Vidimus.Policies.Writing;

/// <summary>Words of documents as a change's summary says them: people read it on pages and in mails.</summary>
internal static class ChangeWords
{
    public static string Type(string type) =>
        type switch
        {
            PolicyTypes.PayerPolicy => "payer policy",
            PolicyTypes.Lcd or PolicyTypes.Ncd => type,
            _ => type.ToLowerInvariant(),
        };

    public static string Disposition(string disposition) =>
        disposition switch
        {
            Dispositions.Covered => "covered",
            Dispositions.NotCovered => "not covered",
            Dispositions.Conditional => "covered under conditions",
            Dispositions.RequiresPriorAuthorization => "needs prior authorization",
            _ => disposition.Replace('_', ' '),
        };

    /// <summary>A part of a policy's criteria.</summary>
    public static string Part(string part) => part == PolicyParts.Other ? "others" : part;

    /// <summary>A member of the document.</summary>
    public static string Field(string field) =>
        field switch
        {
            "policy_type" => "type of policy",
            "source_url" => "address of the source",
            "pdf_url" => "address of the PDF",
            "sample" => "mark as a sample",
            "documentation" => "checklist of documentation",
            "retire_date" => "date of retiring",
            _ when field.StartsWith("sections.", StringComparison.Ordinal) =>
                $"text of {field["sections.".Length..]}",
            _ => field.Replace('_', ' '),
        };
}
