namespace Vidimus.Policies.Codes;

/// <summary>A jurisdiction of a contractor: where it decides, and about what.</summary>
/// <param name="Code">Its code, such as <c>JH</c>; what policies name.</param>
/// <param name="Name">Its name.</param>
/// <param name="States">Two-letter codes of its states and territories.</param>
/// <param name="ContractorName">Who decides there.</param>
/// <param name="ContractorCode">The contractor's code.</param>
/// <param name="ContractorType">What it decides about: <c>A/B MAC</c>, <c>DME MAC</c>, <c>HH+H MAC</c>, or another.</param>
/// <param name="WebsiteUrl">Where the contractor is on the web.</param>
/// <param name="Areas">States of which only a part belongs to it, or that it has in part only.</param>
/// <param name="Numbers">The contractor's numbers, by state and by what is billed.</param>
/// <param name="Shipped">True for one of the table that the server brings along; false for one that was loaded.</param>
public sealed record Jurisdiction(
    string Code,
    string? Name,
    IReadOnlyList<string> States,
    string ContractorName,
    string? ContractorCode,
    string? ContractorType,
    string? WebsiteUrl,
    IReadOnlyList<JurisdictionArea> Areas,
    IReadOnlyList<ContractorNumber> Numbers,
    bool Shipped
);

/// <summary>A part of a state that is another jurisdiction's, or that this one has.</summary>
/// <param name="State">The state.</param>
/// <param name="Part">Which claims it is about: <c>A</c>, <c>B</c>, or another.</param>
/// <param name="Included">True where this jurisdiction has the area; false where it has the state without it.</param>
/// <param name="Description">Which part of the state it is.</param>
public sealed record JurisdictionArea(string State, string Part, bool Included, string Description);

/// <summary>A number of a contractor.</summary>
/// <param name="Number">Five digits.</param>
/// <param name="States">Where it is used; empty where it is not bound to states.</param>
/// <param name="Part">For which claims: <c>A</c>, <c>B</c>, <c>DME</c> or <c>HHH</c>.</param>
/// <param name="Area">Which part of the state; null for all of it.</param>
public sealed record ContractorNumber(
    string Number,
    IReadOnlyList<string> States,
    string Part,
    string? Area = null
);
