using System.Linq.Expressions;

namespace Vidimus.Policies.Reading;

/// <summary>
/// Makes <c>ToLower()</c> in a condition know the letters of what is sought. SQLite's <c>lower</c> knows ASCII only
/// (sqlite.org/lang_corefunc.html#lower), and so does PostgreSQL's where the database has the locale C. Letters that are not
/// sought do not matter: a text that has them is not equal anyway.
/// </summary>
internal sealed class Folding : ExpressionVisitor
{
    private readonly char[] _letters;

    private Folding(string sought) =>
        _letters = [
            .. sought.Where(c => !char.IsAscii(c) && char.ToUpperInvariant(c) != c).Distinct(),
        ];

    /// <summary>The condition, for a text in small letters.</summary>
    public static Expression<Func<TRow, bool>> Of<TRow>(
        string sought,
        Expression<Func<TRow, bool>> condition
    ) => (Expression<Func<TRow, bool>>)new Folding(sought).Visit(condition);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (
            node.Method.DeclaringType != typeof(string)
            || node.Method.Name != nameof(string.ToLower)
        )
            return base.VisitMethodCall(node);
        Expression folded = node;
        foreach (var letter in _letters)
            folded = Expression.Call(
                folded,
                nameof(string.Replace),
                null,
                Expression.Constant(char.ToUpperInvariant(letter).ToString()),
                Expression.Constant(letter.ToString())
            );
        return folded;
    }
}
