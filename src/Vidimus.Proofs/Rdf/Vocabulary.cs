namespace Vidimus.Proofs.Rdf;

/// <summary>The terms of RDF and XML Schema that JSON-LD writes of itself.</summary>
internal static class Vocabulary
{
    public const string RdfType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
    public const string RdfFirst = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
    public const string RdfRest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
    public const string RdfNil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
    public const string RdfJson = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
    public const string RdfValue = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
    public const string RdfLanguage = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
    public const string RdfDirection = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
    public const string I18N = "https://www.w3.org/ns/i18n#";
    public const string XsdString = "http://www.w3.org/2001/XMLSchema#string";
    public const string XsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
    public const string XsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
    public const string XsdDouble = "http://www.w3.org/2001/XMLSchema#double";

    public static readonly RdfTerm Type = Term(RdfType);
    public static readonly RdfTerm First = Term(RdfFirst);
    public static readonly RdfTerm Rest = Term(RdfRest);
    public static readonly RdfTerm Nil = Term(RdfNil);
    public static readonly RdfTerm Value = Term(RdfValue);
    public static readonly RdfTerm Language = Term(RdfLanguage);
    public static readonly RdfTerm Direction = Term(RdfDirection);

    public static RdfTerm Term(string iri) => new(System.Text.Encoding.UTF8.GetBytes($"<{iri}>"));
}
