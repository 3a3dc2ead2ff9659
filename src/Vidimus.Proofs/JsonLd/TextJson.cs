using System.Text.Json.Serialization;

namespace Vidimus.Proofs.JsonLd;

/// <summary>Turns a name of a document into a JSON value without reflection.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
