using Qujiang.LegKernel;
using Qujiang.ServiceDefaults;
using Qujiang.Waterway;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("waterway");
builder.AddLegKernel(WaterwayModule.Create());

var app = builder.Build();
app.MapServiceDefaults();
app.MapLegKernel();
await app.RunAsync();
