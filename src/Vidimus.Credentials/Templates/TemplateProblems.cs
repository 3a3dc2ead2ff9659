using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>Refusals of templates and of drawing beside those of the module.</summary>
public static class TemplateProblems
{
    /// <summary>No such template.</summary>
    public static readonly ProblemType NotFound = new(
        "TEMPLATE_NOT_FOUND",
        404,
        "There is no template with this id.",
        "List the templates with GET /v1/templates; a test key sees only test templates and the shipped ones"
    );

    /// <summary>Groups use it.</summary>
    public static readonly ProblemType InUse = new(
        "TEMPLATE_IN_USE",
        409,
        "Groups use this template.",
        "Choose another template for them first, with PATCH /v1/groups/{id}"
    );

    /// <summary>It comes with Vidimus.</summary>
    public static readonly ProblemType Shipped = new(
        "TEMPLATE_SHIPPED",
        409,
        "Templates that come with Vidimus cannot be changed or deleted.",
        "Take its SVG with GET /v1/templates/{id}/svg, change it, and create a template of your own"
    );

    /// <summary>An organization has as many as it may.</summary>
    public static readonly ProblemType TooMany = new(
        "TEMPLATE_LIMIT_REACHED",
        409,
        "The organization has 200 templates, and may not have more.",
        "Delete those that no group uses"
    );

    /// <summary>The server has no librsvg.</summary>
    public static readonly ProblemType DrawingNotInstalled = new(
        "DRAWING_NOT_INSTALLED",
        501,
        "This server cannot draw PDF and PNG.",
        "Ask the operator to install librsvg2-2, libcairo2 and fonts-noto-core (Debian's names); form=page-svg works without"
    );

    /// <summary>Too many drawings wait.</summary>
    public static readonly ProblemType DrawingBusy = new(
        "DRAWING_BUSY",
        503,
        "Too many pages are being drawn.",
        "Ask again in a few seconds",
        Retryable: true
    );

    /// <summary>A template that librsvg or cairo gives up on.</summary>
    public static readonly ProblemType CannotBeDrawn = new(
        "TEMPLATE_CANNOT_BE_DRAWN",
        409,
        "The page cannot be drawn.",
        "Choose another template for the group, or simplify this one"
    );
}
