using Microsoft.AspNetCore.Builder;

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

    /// <summary>Work at the review desk.</summary>
    Review,
}

/// <summary>A page that is of use only to who may do this; others are told so instead of being shown a form.</summary>
internal sealed record Asks(Right For);

/// <summary>What visitors may do.</summary>
internal static class VisitorRights
{
    /// <summary>Shows the page to those only who may do what it is for.</summary>
    public static RouteHandlerBuilder OnlyFor(this RouteHandlerBuilder page, Right right) =>
        page.WithMetadata(new Asks(right));

    /// <summary>True when the visitor's role gives the right.</summary>
    public static bool May(this Visitor visitor, Right right) =>
        visitor.Role switch
        {
            "owner" or "admin" => true,
            "issuer" => right <= Right.Write,
            "reviewer" => right is Right.Read or Right.Review,
            _ => right == Right.Read,
        };
}
