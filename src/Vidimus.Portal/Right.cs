namespace Vidimus.Portal;

/// <summary>What a visitor may do, for showing what is of use; the API decides.</summary>
public enum Right
{
    /// <summary>See what there is.</summary>
    Read,

    /// <summary>Groups, templates, credentials and webhooks.</summary>
    Write,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>What visitors may do.</summary>
internal static class VisitorRights
{
    /// <summary>True when the visitor's role gives the right.</summary>
    public static bool May(this Visitor visitor, Right right) =>
        visitor.Role switch
        {
            "owner" or "admin" => true,
            "issuer" => right <= Right.Write,
            _ => right == Right.Read,
        };
}
